#include "api.h"

#include "log.h"

#include <algorithm>
#include <charconv>
#include <exception>

using nlohmann::ordered_json;

namespace {

constexpr int max_limit = 100;
constexpr std::size_t max_characters = 1000;  // As in migrations/0001_notes.sql.

/// Collects what is wrong with a request, so that the caller hears everything at once.
class Problems {
 public:
  void add(const char* where, const std::string& name, const std::string& detail) {
    list_.push_back({{where, name}, {"detail", detail}});
  }
  bool any() const { return !list_.empty(); }
  Reply reply(const std::string& title) const {
    Reply reply = problem(422, title, "See errors for each problem.");
    reply.body["errors"] = list_;
    return reply;
  }

 private:
  ordered_json list_ = ordered_json::array();
};

std::size_t count_characters(const std::string& utf8) {
  return std::count_if(utf8.begin(), utf8.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; });
}

ordered_json to_json(const Note& note) {
  return {{"id", note.id}, {"text", note.text}, {"createdAt", note.created_at}};
}

Reply add_note(const Request& request, Notes& notes) {
  const ordered_json body = ordered_json::parse(request.body, nullptr, false);
  if (body.is_discarded())
    return problem(400, "Malformed JSON", "The body must be a JSON object like {\"text\": \"...\"}.");

  Problems problems;
  if (!body.is_object()) {
    problems.add("pointer", "", "must be an object");
    return problems.reply("Invalid note");
  }
  for (const auto& [key, value] : body.items()) {
    if (key != "text") problems.add("pointer", "/" + key, "is not a known field; known: text");
  }
  if (!body.contains("text")) {
    problems.add("pointer", "/text", "is required");
  } else if (!body["text"].is_string()) {
    problems.add("pointer", "/text", "must be a string");
  } else {
    const std::string& text = body["text"].get_ref<const std::string&>();
    const std::size_t characters = count_characters(text);
    if (characters < 1 || characters > max_characters) {
      problems.add("pointer", "/text", "must have 1 to 1000 characters, has " + std::to_string(characters));
    }
    if (text.find('\0') != std::string::npos) problems.add("pointer", "/text", "must not contain the NUL character");
  }
  if (problems.any()) return problems.reply("Invalid note");
  return {201, to_json(notes.add(body["text"]))};
}

/// A decimal number from 1 to max, or 0.
std::int64_t parse_number(const std::string& text, std::int64_t max) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 1 && number <= max ? number : 0;
}

Reply list_notes(const Request& request, Notes& notes) {
  Page page;
  Problems problems;
  for (const auto& [name, value] : request.query) {
    if (name == "limit") {
      page.limit = static_cast<int>(parse_number(value, max_limit));
      if (page.limit == 0) problems.add("parameter", name, "must be a number from 1 to 100");
    } else if (name == "before") {
      page.before = parse_number(value, INT64_MAX);
      if (page.before == 0) problems.add("parameter", name, "must be the id of a note");
    } else {
      problems.add("parameter", name, "is not a known parameter; known: limit, before");
    }
  }
  if (problems.any()) return problems.reply("Invalid query");

  const std::vector<Note> found = notes.list(page);
  ordered_json items = ordered_json::array();
  for (const Note& note : found) items.push_back(to_json(note));
  const bool is_full = static_cast<int>(found.size()) == page.limit;
  return {200, {{"notes", items}, {"nextBefore", is_full ? ordered_json(found.back().id) : ordered_json(nullptr)}}};
}

Reply health(Notes& notes) {
  try {
    notes.check();
    return {200, {{"status", "ok"}}};
  } catch (const std::exception& error) {
    log_line(Level::warn, "health check failed", {{"error", error.what()}});
    return problem(503, "Not ready", "The database does not answer.");
  }
}

Reply not_allowed(const std::string& allow) {
  Reply reply = problem(405, "Method not allowed", "This resource answers " + allow + ".");
  reply.allow = allow;
  return reply;
}

}  // namespace

Reply problem(int status, const std::string& title, const std::string& detail) {
  return {status, {{"title", title}, {"status", status}, {"detail", detail}}};
}

Reply answer(const Request& request, Notes& notes, const About& about) {
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/notes") {
    if (request.method == "POST") return add_note(request, notes);
    return is_get ? list_notes(request, notes) : not_allowed("GET, POST");
  }
  if (request.path == "/healthz") return is_get ? health(notes) : not_allowed("GET");
  if (request.path == "/") {
    if (!is_get) return not_allowed("GET");
    return {200,
            {{"service", about.service}, {"version", about.version}, {"message", "Hello from " + about.service + "."}}};
  }
  return problem(404, "Not found", "There is nothing at " + request.path + ". See GET /.");
}
