#include <doctest/doctest.h>

#include "../rendering.h"

namespace towpath::golden_paths {
namespace {

const SourceFiles source{{"template.yaml", {"", false}},
                         {"skeleton/${{ values.name }}.md", {"# ${{ values.name }}", false}},
                         {"chart/templates/${{ x }}.yaml", {"name: {{ .Release.Name }} ${{ values.name }}", true}}};

std::vector<PreviewFile> fetched(std::string_view action, const boost::json::object& input) {
  auto files = fetch_files(action, source, input);
  REQUIRE_MESSAGE(files.has_value(), (files ? "" : files.error().message()));
  return std::move(*files);
}

}  // namespace

TEST_CASE("fetch:template renders names and contents") {
  const auto files = fetched("fetch:template", {{"url", "./skeleton"}, {"values", {{"name", "shop"}}}});
  REQUIRE(files.size() == 1);
  CHECK(files[0].path == "shop.md");
  CHECK(files[0].content == "# shop");
}

TEST_CASE("fetch:plain copies a folder as it is, below its target") {
  const auto files =
      fetched("fetch:plain", {{"url", "./chart/"}, {"targetPath", "./deploy/chart"}, {"values", {{"name", "shop"}}}});
  REQUIRE(files.size() == 1);
  CHECK(files[0].path == "deploy/chart/templates/${{ x }}.yaml");
  CHECK(files[0].content == "name: {{ .Release.Name }} ${{ values.name }}");
  CHECK(files[0].is_executable);
}

TEST_CASE("no fetch leaves the golden path, on the way in or out, and each says who it is") {
  for (const char* action : {"fetch:template", "fetch:plain"}) {
    CAPTURE(action);
    const auto outside = fetch_files(action, source, {{"url", "https://example.com/x"}});
    REQUIRE(!outside);
    CHECK(outside.error().code() == "golden_paths.invalid_input");
    CHECK(outside.error().message().starts_with(action));
    const auto above =
        fetch_files(action, source, {{"url", "./skeleton"}, {"targetPath", "../x"}, {"values", {{"name", "y"}}}});
    REQUIRE(!above);
    CHECK(above.error().code() == "golden_paths.invalid_path");
    const auto nowhere = fetch_files(action, source, {{"url", "./missing"}});
    REQUIRE(!nowhere);
    CHECK(nowhere.error().code() == "golden_paths.no_skeleton");
  }
}

TEST_CASE("only fetch actions bring files") {
  CHECK(is_fetch("fetch:plain"));
  CHECK(is_fetch("fetch:template"));
  CHECK_FALSE(is_fetch("publish:towpath"));
}

}  // namespace towpath::golden_paths
