#include "pipelines/glob_filter.h"

#include <doctest/doctest.h>

#include "pipelines/value.h"

#include "corpus.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> out;
  for (const Value& item : list.array().items) out.push_back(item.to_text());
  return out;
}

bool selects(const std::vector<std::string>& patterns, const std::string& name) {
  const std::vector<std::string> names = {name};
  return GlobFilter::parse(patterns).value().selects_any(names);
}

}  // namespace

TEST_CASE("every recorded case of pattern lists holds, as include and as ignore list") {
  const auto corpus = tests::corpus();
  if (!corpus) return;
  const auto document = value_from_json(tests::read_text(*corpus / "glob-vectors.json"));
  REQUIRE(document.has_value());
  const auto& cases = document.value().object().find("cases")->array().items;
  for (const Value& row : cases) {
    CAPTURE(to_json(row));
    const auto filter = GlobFilter::parse(texts(*row.object().find("patterns")));
    REQUIRE(filter.has_value());
    const std::vector<std::string> names = texts(*row.object().find("inputs"));
    CHECK(filter.value().selects_any(names) != row.object().find("skip_when_include_list")->boolean());
    CHECK(filter.value().ignores_all(names) == row.object().find("skip_when_ignore_list")->boolean());
  }
  CHECK(cases.size() == 64);
}

TEST_CASE("a list of only negative patterns selects nothing") {
  CHECK_FALSE(selects({"!main"}, "main"));
  CHECK_FALSE(selects({"!main"}, "feature"));
}

TEST_CASE("repetition covers a whole character or class") {
  CHECK(selects({"é+"}, "ééé"));
  CHECK(selects({"v[0-9]+"}, "v123"));
  CHECK_FALSE(selects({"v[0-9]+"}, "v"));
  CHECK(selects({"+x"}, "+x"));
}

TEST_CASE("a pattern that cannot be understood is refused with its position in the list") {
  for (const char* pattern : {"v[1", "v[]", "v[a-]", "v[9-0]", "v[a_b]", "x\\", "**?", "a++", "*+"}) {
    CAPTURE(pattern);
    const auto filter = GlobFilter::parse({"ok", pattern});
    REQUIRE(!filter.has_value());
    CHECK(filter.error().code() == "pipelines.invalid_pattern");
    CHECK(filter.error().fields().at(0).path == "/1");
  }
}
