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

TEST_CASE("a secret inside another answer cannot be asked for, for nobody could give it") {
  for (const char* field : {"{type: string, 'ui:widget': password}", "{type: string, 'ui:field': Secret}"}) {
    CAPTURE(field);
    const auto reasons = read(field).summary.not_runnable;
    REQUIRE(reasons.size() == 1);
    CHECK(reasons[0].find("'more'") != std::string::npos);
  }
}

TEST_CASE("a golden path that would leave its secret where others read it is not run") {
  struct Row {
    const char *step, *output, *reason;
  };
  const auto with = [](const Row& row) {
    const std::string text = std::string(
                                 "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: try}\n"
                                 "spec:\n  type: service\n  parameters:\n    properties: {name: {type: string}}\n"
                                 "    dependencies: {name: {properties: {key: {type: string, 'ui:field': Secret}}}}\n"
                                 "  steps:\n    - {id: one, name: One, ") +
                             row.step + "}\n  output: {" + row.output + "}\n";
    auto file = read_template("try", {{"template.yaml", {text, false}}});
    REQUIRE_MESSAGE(file.has_value(), (file ? "" : file.error().message()));
    CHECK(file->summary.secrets == std::vector<std::string>{"key"});
    return file->summary.not_runnable;
  };
  for (const Row& row :
       {Row{"action: 'fetch:template', input: {values: {key: '${{ secrets.key }}'}}", "", "secret:set"},
        Row{"action: 'publish:towpath', input: {repoName: 'a-${{ secrets[\"key\"] }}'}", "", "secret:set"},
        Row{"action: 'secret:set', input: {name: '${{ secrets.key }}'}", "", "secret:set"},
        Row{"action: 'debug:log', input: {message: '${{ parameters.key }}'}", "", "secrets.key"},
        Row{"action: 'debug:log'", "text: '${{ secrets.key }}'", "output"}}) {
    CAPTURE(row.step);
    const auto reasons = with(row);
    REQUIRE(reasons.size() == 1);
    CHECK(reasons[0].find(row.reason) != std::string::npos);
  }
  CHECK(
      with({"if: '${{ secrets.key }}', action: 'secret:set', input: {name: KEY, value: '${{ secrets.key }}'}", "", ""})
          .empty());
  CHECK(
      with({"action: 'debug:log', input: {message: '${{ secrets.key }} and ${{ parameters.keys }}'}", "", ""}).empty());
}

TEST_CASE("one with an action nobody knows is not run, and the step is named") {
  const auto reasons = read("{type: string}", "cloud:magic").summary.not_runnable;
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0] == "This server has no action 'cloud:magic' (step 'Say').");
  const auto typed_wrong = read("{type: string}", "publish:towpth").summary.not_runnable;
  REQUIRE(typed_wrong.size() == 1);
  CHECK(typed_wrong[0] == "This server has no action 'publish:towpth' (step 'Say'); did you mean 'publish:towpath'?");
}

}  // namespace towpath::golden_paths
