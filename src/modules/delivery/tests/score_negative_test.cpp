#include <doctest/doctest.h>

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/strings.h"
#include "delivery/score.h"
#include "scratch_folder.h"
#include "support/test_paths.h"

namespace towpath::delivery {
namespace {

const std::filesystem::path folder =
    towpath::testing::source_folder() / "src/modules/delivery/tests/data/score_negative";

/// The line that says what is wrong with a file of the folder.
int marked_line(const std::string& text) {
  const auto marker = text.find("# wrong");
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(marker), '\n'));
}

}  // namespace

// expected.tsv: for each file the verdict and the pointers of ajv 8 with the official schema, or of the rules beyond
// it.
TEST_CASE("every broken Score file is refused at the pointers ajv gives and at the line that is wrong") {
  std::size_t checked = 0, by_ajv = 0;
  for (const std::string& row : split(text_of(folder / "expected.tsv"), '\n')) {
    const std::vector<std::string> fields = split(row, '\t');
    if (fields.size() != 4 || fields[0] == "file") continue;
    CAPTURE(fields[0]);
    const std::string text = text_of(folder / fields[0]);

    const ScoreVerdict verdict = validate_score(text, fields[0]);

    REQUIRE(verdict.valid == (fields[1] == "valid"));
    CHECK(verdict.error->code() == "delivery.invalid_score");
    std::set<std::string> pointers;
    for (const FieldError& problem : verdict.error->fields())
      pointers.insert(problem.path.empty() ? "\"\"" : problem.path);
    CHECK(join(std::vector<std::string>(pointers.begin(), pointers.end()), " ") == fields[2]);
    CAPTURE(verdict.error->message());
    CHECK(verdict.error->message().starts_with(fmt::format("{}:{}:", fields[0], marked_line(text))));
    ++checked;
    by_ajv += fields[3] == "ajv";
  }
  MESSAGE(checked << " broken Score files checked, " << by_ajv << " of them against ajv");
  CHECK(checked == 182);
}

}  // namespace towpath::delivery
