#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../score/score_edit.h"
#include "delivery/score.h"

using namespace towpath;
using namespace towpath::delivery;

// A Score file, and as such also a text with placeholders. What is accepted reads back as the same document; what is
// refused has a code, a message and only pointers in its fields.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Lookup echo = [](const std::vector<std::string>& path) -> Result<std::optional<Resolved>> {
    return std::optional(Resolved{path.back(), true});
  };
  if (const auto replaced = substitute(text, echo);
      replaced && replaced.value().is_secret != !placeholders_of(text).value().empty())
    std::abort();

  const ScoreFileReader beside = [text](const std::string& path) -> Result<std::string> {
    return std::string(text.substr(0, path.size() % 64));
  };
  const ScoreVerdict verdict = validate_score(text, "score.yaml");
  const auto workload = parse_score(text, "score.yaml", beside);
  if (workload) {
    if (!verdict.valid || !verdict.warnings.empty()) std::abort();
    const auto again = score_from_document(workload.value().document);
    if (!again || again.value().document != workload.value().document) std::abort();
    ScoreAddition addition{.name = "added-by-the-test", .type = "postgres"};
    addition.container = workload.value().containers.empty() ? "" : workload.value().containers.front().name;
    addition.variables = {{"ADDED_BY_THE_TEST", "${resources.added-by-the-test.host}"}};
    if (const auto edited = add_to_score(text, addition)) {
      const auto grown = parse_score(edited.value(), "score.yaml", beside);
      if (grown && grown.value().resources.size() != workload.value().resources.size() + 1) std::abort();
    }
    return 0;
  }
  if (workload.error().code().empty() || workload.error().message().empty()) std::abort();
  for (const FieldError& problem : workload.error().fields())
    if (problem.message.empty() || (!problem.path.empty() && problem.path.front() != '/')) std::abort();
  return 0;
}
