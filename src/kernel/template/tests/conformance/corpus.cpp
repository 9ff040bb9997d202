// Renders every file of the public templates and every step input and compares with what Backstage's own code made of
// them: oracle/renders.jsonl in the test data. Where nunjucks and nunjitsu differ, either answer is right.
#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "support/test_paths.h"
#include "template/json.h"
#include "template/scaffolder_filters.h"
#include "yaml/yaml.h"

using namespace towpath;
using namespace towpath::tmpl;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

const fs::path corpus = towpath::testing::corpus() / "backstage";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<json::object> read_renders() {
  std::vector<json::object> renders;
  std::ifstream file(corpus / "oracle/renders.jsonl");
  for (std::string line; std::getline(file, line);) renders.push_back(json::parse(line).as_object());
  return renders;
}

std::string text_of(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

const Environment& environment() {
  static const Environment value = [] {
    Environment made;
    add_scaffolder_filters(made);
    return made;
  }();
  return value;
}

/// One `fetch:template` step: its skeleton and the names its files see.
struct Fetch {
  fs::path skeleton;
  std::string target;
  Object context;
  bool cookiecutter_compat;
};

std::vector<Fetch> fetches_of(const json::object& render) {
  std::vector<Fetch> fetches;
  for (const json::value& entry : render.at("steps").as_array()) {
    const json::object& step = entry.as_object();
    if (text_of(step, "action") != "fetch:template") continue;
    const fs::path skeleton = corpus / text_of(step, "skeleton");
    if (text_of(step, "skeleton").empty() || !fs::is_directory(skeleton)) continue;
    const json::object& input = step.at("input").as_object();
    const json::value* values = input.if_contains("values");
    const bool compat = input.contains("cookiecutterCompat") && input.at("cookiecutterCompat") == json::value(true);
    Value given = values ? from_json(*values) : Value(Object());
    fetches.push_back({skeleton, text_of(input, "targetPath"),
                       Object{{compat ? "cookiecutter" : "values", std::move(given)}}, compat});
  }
  return fetches;
}

Result<std::string> rendered(const Fetch& fetch, std::string text, const std::string& name) {
  Options options;
  options.cookiecutter_compat = fetch.cookiecutter_compat;
  TRY(const Template parsed, Template::parse(std::move(text), name, options));
  return parsed.render(fetch.context, environment());
}

// Who the reference renders were made for.
Value user() {
  const Value metadata(Object{{"name", Value("guest")}, {"namespace", Value("default")}});
  return Value(Object{{"ref", Value("user:default/guest")},
                      {"entity", Value(Object{{"kind", Value("User")}, {"metadata", metadata}})}});
}

// The recorded inputs come from Backstage's former runner, which dropped entries whose value is "".
json::value without_empty(const json::value& value) {
  if (const auto* items = value.if_array()) {
    json::array out;
    for (const json::value& item : *items) out.push_back(without_empty(item));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [key, item] : value.get_object())
    if (!item.is_string() || !item.get_string().empty()) out.insert_or_assign(key, without_empty(item));
  return out;
}

/// Whether this step made the file `path` of the result from `source`.
bool makes(const Fetch& fetch, const std::string& source, const std::string& path) {
  if (!fs::is_regular_file(fetch.skeleton / source)) return false;
  if (path.starts_with("(error)")) return true;
  auto name = rendered(fetch, source, source);
  return name && (fs::path(fetch.target) / *name).lexically_normal() == fs::path(path).lexically_normal();
}

}  // namespace

TEST_SUITE("template conformance") {
  TEST_CASE("every file of every public template renders as in Backstage") {
    if (!fs::exists(corpus / "oracle/renders.jsonl")) {
      std::cout << "SKIPPED: no test data at " << corpus << "\n";
      return;
    }
    std::map<std::string, int> counts;
    for (const json::object& render : read_renders()) {
      const std::vector<Fetch> fetches = fetches_of(render);
      const std::string file = text_of(render, "file");
      for (const auto& [path, entry] : render.at("tree").as_object()) {
        const json::object& expected = entry.as_object();
        const std::string source = text_of(expected, "source");
        // Steps that write the same file: the last one wins, or the first, by its input `replace`; either is right
        // here.
        std::vector<std::string> answers;
        for (const Fetch& fetch : fetches) {
          if (!makes(fetch, source, std::string(path))) continue;
          auto out = expected.contains("copied") ? Result<std::string>(read(fetch.skeleton / source))
                                                 : rendered(fetch, read(fetch.skeleton / source), source);
          answers.push_back(out ? "= " + *out : "! " + out.error().message());
        }
        if (answers.empty()) {
          ++counts["skeleton not in the test data"];
          continue;
        }
        ++counts["compared"];
        std::vector<std::string> right;
        if (expected.contains("error") || expected.contains("nunjitsuError")) right.push_back("!");
        if (expected.contains("text")) right.push_back("= " + text_of(expected, "text"));
        if (expected.contains("nunjitsuText")) right.push_back("= " + text_of(expected, "nunjitsuText"));
        if (expected.contains("sameAsSource"))
          for (const Fetch& fetch : fetches) right.push_back("= " + read(fetch.skeleton / source));
        const bool equal = std::any_of(answers.begin(), answers.end(), [&](const std::string& answer) {
          return std::any_of(right.begin(), right.end(),
                             [&](const std::string& r) { return r == "!" ? answer[0] == '!' : r == answer; });
        });
        ++counts[equal ? "equal" : "different"];
        CHECK_MESSAGE(equal, file << " -> " << std::string(path) << "\n" << answers.front());
      }
    }
    for (const auto& [what, count] : counts) std::cout << what << ": " << count << "\n";
    CHECK(counts["compared"] > 1000);
  }

  TEST_CASE("every step input evaluates as in Backstage") {
    if (!fs::exists(corpus / "oracle/renders.jsonl")) {
      std::cout << "SKIPPED: no test data at " << corpus << "\n";
      return;
    }
    std::map<std::string, int> counts;
    for (const json::object& render : read_renders()) {
      const std::string file = text_of(render, "file");
      auto documents = yaml::parse(read(corpus / "templates" / file), file);
      if (!documents) {
        ++counts["template.yaml not read"];
        continue;
      }
      const json::value document =
          yaml::to_json((*documents)[static_cast<std::size_t>(render.at("docIndex").as_int64())].root);
      const Object context{{"parameters", from_json(render.at("parameters"))},
                           {"steps", Value(Object())},
                           {"secrets", Value(Object())},
                           {"user", user()}};
      for (const json::value& entry : render.at("steps").as_array()) {
        const json::object& step = entry.as_object();
        if (!step.contains("input")) continue;
        const json::value* input = nullptr;
        for (const json::value& written : document.at("spec").at("steps").as_array())
          if (text_of(written.as_object(), "id") == text_of(step, "id"))
            input = written.as_object().if_contains("input");
        if (!input) continue;
        auto actual = render_value(*input, context, environment(), OnFailure::keep_text);
        REQUIRE(actual);
        ++counts["step inputs"];
        const bool equal = *actual == step.at("input") || without_empty(*actual) == without_empty(step.at("input"));
        ++counts[equal ? "equal inputs" : "different inputs"];
        CHECK_MESSAGE(equal, file << " " << text_of(step, "id") << "\n"
                                  << json::serialize(*actual) << "\n"
                                  << json::serialize(step.at("input")));
      }
    }
    for (const auto& [what, count] : counts) std::cout << what << ": " << count << "\n";
  }
}
