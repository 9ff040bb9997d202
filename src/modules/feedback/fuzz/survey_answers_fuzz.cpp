#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "survey_routes.h"

using namespace towpath;
using namespace towpath::feedback;

// What somebody answers to a survey. A question has a score or words, never both, and a refusal says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto answers = answers_from(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!answers.has_value()) {
    if (answers.error().code().empty() || answers.error().message().empty()) std::abort();
    return 0;
  }
  for (const auto& [question, score] : answers->scores)
    if (answers->texts.contains(question)) std::abort();
  return 0;
}
