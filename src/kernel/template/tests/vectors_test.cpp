// The oracle's answers to templates of our own: tests/data/vectors.json. Written by nunjitsu 0.6.2 with regular
// expressions allowed; `output` is what it renders, `value` what a sole expression evaluates to when that is no text,
// `error` that it refuses the template.
#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/test_paths.h"
#include "template/json.h"

using namespace towpath;
namespace json = boost::json;

namespace {

json::value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

tmpl::Options options_of(const json::object& vector) {
  tmpl::Options options;
  if (const auto* given = vector.if_contains("options")) {
    const auto flag = [&](const char* name) { return given->as_object().contains(name) && given->at(name).as_bool(); };
    options.cookiecutter_compat = flag("cookiecutterCompat");
    options.trim_blocks = flag("trimBlocks");
    options.lstrip_blocks = flag("lstripBlocks");
  }
  return options;
}

}  // namespace

TEST_SUITE("template vectors") {
  TEST_CASE("every template renders, or is refused, as the reference engine does") {
    const json::value data =
        read_json(towpath::testing::source_folder() / "src/kernel/template/tests/data/vectors.json");
    std::map<std::string, tmpl::Value> contexts;
    for (const auto& [name, context] : data.at("contexts").as_object()) contexts[name] = tmpl::from_json(context);

    for (const json::value& entry : data.at("vectors").as_array()) {
      const json::object& vector = entry.as_object();
      const std::string text(vector.at("template").as_string());
      CAPTURE(text);
      const std::string context_name =
          vector.contains("context") ? std::string(vector.at("context").as_string()) : "main";
      const tmpl::Object& context = *contexts.at(context_name).as_object();

      auto parsed = tmpl::Template::parse(text, "vector", options_of(vector));
      auto output = parsed ? parsed->render(context) : Result<std::string>(parsed.error());

      if (vector.contains("error")) {
        CHECK_MESSAGE(!output, "expected an error like: ", vector.at("message").as_string().c_str());
        continue;
      }
      CHECK_MESSAGE(output, (output ? "" : output.error().message()));
      if (!output) continue;
      CHECK(*output == std::string_view(vector.at("output").as_string()));
      auto value = parsed->evaluate(context);
      REQUIRE(value);
      if (vector.contains("undefined")) {
        CHECK(value->is_undefined());
      } else if (const auto* expected = vector.if_contains("value")) {
        auto actual = tmpl::to_json(*value);
        REQUIRE(actual);
        CHECK(json::serialize(*actual) == json::serialize(*expected));
      } else {
        CHECK(value->is_text());
      }
    }
  }
}
