#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

// Nothing of the outcomes is about one person: looked for in every answer and every file there is, over the whole list
// of operations, on a server where people have done things.

namespace {

bool is_of_insights(const Operation& operation) {
  const auto* tags = operation.definition->if_contains("tags");
  return tags && std::any_of(tags->as_array().begin(), tags->as_array().end(),
                             [](const bj::value& tag) { return tag.as_string() == "insights"; });
}

/// References, names and addresses of everybody there is.
std::set<std::string> people() {
  std::set<std::string> out;
  const bj::value page = bj::parse(orders().admin.get("/api/v1/users?limit=500").text);
  for (const bj::value& user : page.at("items").as_array())
    for (const char* key : {"ref", "displayName", "email"})
      if (const auto* text = user.as_object().if_contains(key); text && text->is_string())
        if (text->as_string().size() > 3) out.insert(std::string(text->as_string()));
  return out;
}

/// Every way to ask a GET: plainly, and once for each value of a parameter that names a format.
std::vector<std::string> paths_of(const Operation& operation) {
  const std::string path = example_path(operation);
  std::vector<std::string> out{path};
  if (operation.path == "/api/v1/reports/value")
    for (const char* format : {"html", "docx"}) out.push_back(path + "?format=" + format);
  if (operation.path.starts_with("/api/v1/metrics/{key}")) {
    const bj::value all = bj::parse(orders().admin.get("/api/v1/metrics").text);
    for (const bj::value& metric : all.at("items").as_array())
      out.push_back(replace_all(path, "pipeline-duration", std::string(metric.at("key").as_string())));
  }
  return out;
}

/// Names of properties anywhere in a part of the document, references followed.
void collect(const bj::value& part, std::set<std::string>& names, std::set<std::string>& followed) {
  if (part.is_array())
    for (const bj::value& each : part.as_array()) collect(each, names, followed);
  if (!part.is_object()) return;
  if (const auto* reference = part.as_object().if_contains("$ref"); reference && reference->is_string()) {
    if (followed.insert(std::string(reference->as_string())).second)
      collect(OpenapiDocument::shared().resolved(part), names, followed);
    return;
  }
  for (const auto& [key, value] : part.as_object()) {
    if (key == "properties" && value.is_object())
      for (const auto& [name, inner] : value.as_object()) names.insert(std::string(name));
    collect(value, names, followed);
  }
}

/// What is said of outcomes: all of an answer, of the server's own metrics the lines that are outcomes.
std::string outcomes_of(const Operation& operation, const std::string& text) {
  if (operation.path != "/metrics") return text;
  std::string out;
  for (const std::string& line : split(text, '\n'))
    if (line.starts_with("towpath_outcome")) out += line + "\n";
  return out;
}

}  // namespace

TEST_SUITE("no figure about a person") {
  TEST_CASE("no answer and no file of the outcomes names anybody") {
    const std::set<std::string> everybody = people();
    REQUIRE(everybody.size() >= 2);
    int asked = 0;

    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (operation.method != "GET") continue;
      if (!is_of_insights(operation) && operation.path != "/metrics") continue;
      for (const std::string& path : paths_of(operation)) {
        CAPTURE(path);
        const Answer answer = orders().admin.get(path);
        REQUIRE_MESSAGE(answer.status == 200, answer.text.substr(0, 300));
        const std::string text = outcomes_of(operation, answer.text);
        CHECK(text.find("user:") == std::string::npos);
        for (const std::string& person : everybody) CHECK_MESSAGE(text.find(person) == std::string::npos, person);
        ++asked;
      }
    }

    CHECK(asked > 80);
  }

  TEST_CASE("no operation of the outcomes takes a person or has a field for one") {
    const std::set<std::string> of_people{"user",  "users",   "author",   "authors", "actor",   "person",   "email",
                                          "login", "name_of", "reviewer", "member",  "members", "assignee", "by"};
    int seen = 0;

    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (!is_of_insights(operation)) continue;
      CAPTURE(operation.name());
      std::set<std::string> names, followed;
      collect(bj::value(*operation.definition), names, followed);
      for (const bj::object* parameter : OpenapiDocument::shared().parameters(operation))
        names.insert(std::string(parameter->at("name").as_string()));
      for (const std::string& name : names) CHECK_MESSAGE(!of_people.contains(name), name);
      ++seen;
    }

    CHECK(seen >= 18);
  }
}
