#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "cdevents/cdevents.h"
#include "federation_world.h"
#include "json/json.h"
#include "schema/schema.h"
#include "support/test_paths.h"

namespace towpath::federation {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

/// The official schemas with their references put in place: the oracle.
class Official {
 public:
  explicit Official(const fs::path& folder) : folder_(folder) {
    for (const auto& file : fs::directory_iterator(folder / "schemas")) {
      if (!file.is_regular_file()) continue;
      bj::value schema = read(file.path());
      const std::string type(schema.at_pointer("/properties/context/properties/type/enum/0").as_string());
      inline_references(schema);
      schemas_.emplace(type, schema::Schema::compile_value(schema).value());
    }
  }
  bool has(const std::string& type) const { return schemas_.contains(type); }
  bool accepts(const std::string& type, const bj::value& event) const {
    return schemas_.at(type).validate(event).empty();
  }
  std::size_t size() const { return schemas_.size(); }

 private:
  static bj::value read(const fs::path& file) { return json::parse(text_of(file)).value(); }

  void inline_references(bj::value& value) {
    if (value.is_array())
      for (bj::value& each : value.as_array()) inline_references(each);
    if (!value.is_object()) return;
    bj::object& object = value.as_object();
    if (const bj::value* ref = object.if_contains("$ref"); ref && ref->is_string()) {
      const std::string whole(ref->as_string());
      const std::string name = whole.substr(whole.rfind('/') + 1);
      value = read(folder_ / "schemas/links" / (name + ".json"));
      inline_references(value);
      return;
    }
    object.erase("$id");
    object.erase("$schema");
    for (auto& [key, each] : object) inline_references(each);
  }

  fs::path folder_;
  std::map<std::string, schema::Schema> schemas_;
};

/// Every value of a document, with a way to change it.
void for_each_place(bj::value& value, const std::string& pointer,
                    const std::function<void(const std::string&, bj::value&)>& visit) {
  visit(pointer, value);
  if (value.is_object())
    for (auto& [key, each] : value.as_object()) for_each_place(each, pointer + "/" + std::string(key), visit);
  if (value.is_array())
    for (std::size_t i = 0; i < value.as_array().size(); ++i)
      for_each_place(value.as_array()[i], pointer + "/" + std::to_string(i), visit);
}

/// Systematic damage: each key removed, each object with a key too many, each value of another type, each text emptied.
std::vector<std::pair<std::string, bj::value>> mutations_of(const bj::value& event) {
  std::vector<std::pair<std::string, bj::value>> out;
  std::vector<std::string> places;
  bj::value copy = event;
  for_each_place(copy, "", [&](const std::string& pointer, bj::value&) { places.push_back(pointer); });
  const auto changed = [&](const std::string& what, const std::string& pointer,
                           const std::function<void(bj::value&)>& change) {
    bj::value mutant = event;
    for_each_place(mutant, "", [&](const std::string& at, bj::value& value) {
      if (at == pointer) change(value);
    });
    out.emplace_back(what + " " + pointer, std::move(mutant));
  };
  for (const std::string& pointer : places) {
    const bj::value& original = *json::at_pointer(event, pointer);
    if (original.is_object()) {
      changed("extra key in", pointer, [](bj::value& value) { value.as_object()["zzExtra"] = 1; });
      for (const auto& [key, inner] : original.as_object())
        changed("without " + std::string(key) + " of", pointer,
                [&key = key](bj::value& value) { value.as_object().erase(key); });
      if (!pointer.empty()) changed("text for object", pointer, [](bj::value& value) { value = "x"; });
    } else if (original.is_string()) {
      changed("number for text", pointer, [](bj::value& value) { value = 7; });
      changed("empty text", pointer, [](bj::value& value) { value = ""; });
      changed("other text", pointer, [](bj::value& value) { value = "no such thing"; });
      changed("null", pointer, [](bj::value& value) { value = nullptr; });
    } else {
      changed("text for value", pointer, [](bj::value& value) { value = "x"; });
    }
  }
  return out;
}

}  // namespace

TEST_CASE(
    "CDEvents of the conformance files are accepted, and damaged ones judged as the official schemas judge them") {
  for (const char* version : {"v0.5.1", "draft-0.6.0"}) {
    const fs::path folder = testing::corpus() / "cdevents" / version;
    if (!fs::exists(folder)) {
      MESSAGE("skipped: the corpus is not here");
      return;
    }
    CAPTURE(version);
    const Official official(folder);
    std::size_t files = 0, refused = 0;
    for (const auto& file : fs::directory_iterator(folder / "conformance")) {
      if (file.path().extension() != ".json") continue;
      CAPTURE(file.path().filename().string());
      const bj::value event = json::parse(text_of(file.path())).value();
      const std::string type(event.at_pointer("/context/type").as_string());
      REQUIRE(official.has(type));
      const auto problems = check_cdevent(event);
      CHECK_MESSAGE(problems.empty(), (problems.empty() ? "" : problems[0].path + " " + problems[0].message));
      for (const auto& [what, mutant] : mutations_of(event)) {
        CAPTURE(what);
        const bool is_right = official.accepts(type, mutant);
        CHECK(check_cdevent(mutant).empty() == is_right);
        if (!is_right) ++refused;
      }
      ++files;
    }
    CHECK(files == official.size());
    CHECK(refused > 1'000);
    MESSAGE(version << ": " << files << " events accepted, " << refused << " damaged ones refused");
  }
}

TEST_CASE("an event outside the standard is accepted when its type is well-formed") {
  bj::value event = json::parse(R"({"context": {"specversion": "0.5.1", "id": "1", "source": "/a", "type":
    "dev.cdeventsx.tool-thing.happened.0.1.0", "timestamp": "2026-01-31T08:00:00Z"}, "subject": {"id": "x", "content":
    {"any": ["thing"]}}})")
                        .value();
  CHECK(check_cdevent(event).empty());
  event.at_pointer("/context/type") = "dev.cdeventsx.tool.happened";
  CHECK_FALSE(check_cdevent(event).empty());
}

TEST_CASE("a type that does not exist is refused with the nearest one") {
  const bj::value event = json::parse(R"({"context": {"type": "dev.cdevents.service.deployed.0.2.0"}})").value();
  const auto problems = check_cdevent(event);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "/context/type");
  CHECK(problems[0].message.find("dev.cdevents.service.deployed.0.3.0") != std::string::npos);
}

}  // namespace towpath::federation
