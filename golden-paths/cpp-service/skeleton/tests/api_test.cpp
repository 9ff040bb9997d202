#include "api.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace {

class NotesInMemory : public Notes {
 public:
  Note add(const std::string& text) override {
    notes_.push_back({static_cast<std::int64_t>(notes_.size()) + 1, text, "2026-01-01T00:00:00.000Z"});
    return notes_.back();
  }
  std::vector<Note> list(const Page& page) override {
    std::vector<Note> found;
    for (auto note = notes_.rbegin(); note != notes_.rend() && static_cast<int>(found.size()) < page.limit; ++note) {
      if (page.before == 0 || note->id < page.before) found.push_back(*note);
    }
    return found;
  }
  void check() override {
    if (is_down) throw std::runtime_error("down");
  }
  bool is_down = false;

 private:
  std::vector<Note> notes_;
};

struct Api {
  NotesInMemory notes;
  Reply get(const std::string& path, std::multimap<std::string, std::string> query = {}) {
    return answer({"GET", path, std::move(query), ""}, notes, {"demo", "1.2.3"});
  }
  Reply post(const std::string& path, const std::string& body) {
    return answer({"POST", path, {}, body}, notes, {"demo", "1.2.3"});
  }
};

}  // namespace

TEST_CASE("the greeting names service and version") {
  const Reply reply = Api().get("/");

  CHECK(reply.status == 200);
  CHECK(reply.body["service"] == "demo");
  CHECK(reply.body["version"] == "1.2.3");
}

TEST_CASE("a new note is answered with 201 and its id, and is listed first") {
  Api api;
  api.post("/notes", R"({"text": "first"})");

  const Reply reply = api.post("/notes", R"({"text": "second"})");

  CHECK(reply.status == 201);
  CHECK(reply.body["id"] == 2);
  CHECK(api.get("/notes").body["notes"][0]["text"] == "second");
}

TEST_CASE("a body that is not JSON is answered with 400") {
  for (const char* body : {"", "{", "text=hello", "{\"text\": \"\xff\"}", R"({"text": "\ud800"})"}) {
    CAPTURE(body);
    CHECK(Api().post("/notes", body).status == 400);
  }
}

TEST_CASE("an invalid note is answered with 422 and a pointer to each problem") {
  const struct {
    std::string body, pointer, detail;
  } cases[] = {
      {"[]", "", "must be an object"},
      {"{}", "/text", "is required"},
      {R"({"text": 5})", "/text", "must be a string"},
      {R"({"text": ""})", "/text", "must have 1 to 1000 characters, has 0"},
      {R"({"text": ")" + std::string(1001, 'x') + R"("})", "/text", "must have 1 to 1000 characters, has 1001"},
      {R"({"text": "a\u0000b"})", "/text", "must not contain the NUL character"},
      {R"({"text": "a", "author": "me"})", "/author", "is not a known field; known: text"},
  };
  for (const auto& [body, pointer, detail] : cases) {
    CAPTURE(body);
    const Reply reply = Api().post("/notes", body);
    CHECK(reply.status == 422);
    REQUIRE(reply.body["errors"].size() == 1);
    CHECK(reply.body["errors"][0]["pointer"] == pointer);
    CHECK(reply.body["errors"][0]["detail"] == detail);
  }
}

TEST_CASE("length counts characters, not bytes") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "\xc3\xa9";

  CHECK(Api().post("/notes", R"({"text": ")" + text + R"("})").status == 201);
}

TEST_CASE("the list is read in pages") {
  Api api;
  for (const char* text : {"a", "b", "c"}) api.notes.add(text);

  const Reply first = api.get("/notes", {{"limit", "2"}});
  const Reply second = api.get("/notes", {{"limit", "2"}, {"before", "2"}});

  CHECK(first.body["notes"].size() == 2);
  CHECK(first.body["nextBefore"] == 2);
  CHECK(second.body["notes"][0]["text"] == "a");
  CHECK(second.body["nextBefore"].is_null());
}

TEST_CASE("a wrong query is answered with 422 and the name of the parameter") {
  const std::pair<const char*, const char*> cases[] = {{"limit", "0"}, {"limit", "101"}, {"limit", "ten"},
                                                       {"limit", ""},  {"before", "-1"}, {"page", "2"}};
  for (const auto& [name, value] : cases) {
    CAPTURE(name);
    CAPTURE(value);
    const Reply reply = Api().get("/notes", {{name, value}});
    CHECK(reply.status == 422);
    CHECK(reply.body["errors"][0]["parameter"] == name);
  }
}

TEST_CASE("health is 503 while the notes cannot be reached") {
  Api api;
  CHECK(api.get("/healthz").status == 200);

  api.notes.is_down = true;

  CHECK(api.get("/healthz").status == 503);
}

TEST_CASE("an unknown path is 404, a wrong method 405 with the allowed ones") {
  Api api;

  CHECK(api.get("/nothing").status == 404);
  const Reply reply = answer({"DELETE", "/notes", {}, ""}, api.notes, {"demo", "1"});
  CHECK(reply.status == 405);
  CHECK(reply.allow == "GET, POST");
}
