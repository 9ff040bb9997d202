#include "delivery/score.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/strings.h"
#include "scratch_folder.h"

namespace towpath::delivery {
TEST_CASE("every Score file of the public corpus is valid, and its stored document is the same workload") {
  const std::filesystem::path corpus = std::filesystem::path(TOWPATH_CORPUS) / "score";
  if (!std::filesystem::exists(corpus / "VALIDATION.tsv")) {
    MESSAGE("skipped: the corpus is not here");
    return;
  }
  int checked = 0;
  for (const std::string& line : split(text_of(corpus / "VALIDATION.tsv"), '\n')) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 3 || fields[0] == "repo") continue;
    const std::string name = replace_all(fields[0], "/", "+") + "/" + fields[1];
    CAPTURE(name);

    const ScoreVerdict verdict = validate_score(text_of(corpus / name), name);

    CHECK_MESSAGE(verdict.valid == (fields[2] == "valid"), (verdict.valid ? "" : verdict.error->message()));
    ++checked;
    const auto parsed = parse_score(text_of(corpus / name), name);
    CHECK(parsed.has_value() == (verdict.valid && verdict.warnings.empty()));
    if (!parsed) continue;
    const auto again = score_from_document(parsed.value().document);
    REQUIRE(again.has_value());
    CHECK(again.value().document == parsed.value().document);
  }
  MESSAGE("Score files of the corpus checked: " << checked);
  CHECK(checked == 88);
}

}  // namespace towpath::delivery
