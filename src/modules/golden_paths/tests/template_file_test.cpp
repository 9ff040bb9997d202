#include "../template_file.h"

#include <doctest/doctest.h>

#include <string>

namespace towpath::golden_paths {
namespace {

TemplateFile read(const std::string& field, const std::string& action = "debug:log") {
  const std::string text =
      "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: try}\nspec:\n  type: service\n"
      "  parameters:\n    - title: About\n      properties:\n        name: {type: string}\n        more:\n"
      "          type: object\n          properties:\n            deep: " +
      field + "\n  steps:\n    - {id: say, name: Say, action: '" + action + "', input: {message: hello}}\n";
  auto file = read_template("try", {{"template.yaml", {text, false}}});
  REQUIRE_MESSAGE(file.has_value(), (file ? "" : file.error().message()));
  return std::move(*file);
}

}  // namespace

TEST_CASE("a golden path that asks for nothing secret and does what this server knows can be run") {
  CHECK(read("{type: string}").summary.not_runnable.empty());
}

TEST_CASE("one whose form asks for a secret is not run, for its answers would stand in the run") {
  for (const char* field : {"{type: string, 'ui:widget': password}", "{type: string, 'ui:field': Secret}"}) {
    CAPTURE(field);
    const auto reasons = read(field).summary.not_runnable;
    REQUIRE(reasons.size() == 1);
    CHECK(reasons[0].find("towpath secret set") != std::string::npos);
  }
}

TEST_CASE("one with an action nobody knows is not run, and the step is named") {
  const auto reasons = read("{type: string}", "cloud:magic").summary.not_runnable;
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0] == "This server has no action 'cloud:magic' (step 'Say').");
}

}  // namespace towpath::golden_paths
