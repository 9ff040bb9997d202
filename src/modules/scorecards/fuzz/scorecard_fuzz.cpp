// Any bytes are refused with an error, or scorecards that say the same about an entity twice.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "evaluator.h"
#include "scorecard_document.h"

using namespace towpath;
using namespace towpath::scorecards;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const script::Cel cel({.time = std::chrono::milliseconds(200), .memory_bytes = 16u << 20});
  static const Input input = [] {
    Input out;
    out.subject.ref = "component:default/shop";
    out.subject.kind = "Component";
    out.subject.document =
        R"({"kind":"Component","metadata":{"name":"shop"},"spec":{"owner":"group:default/payments"}})";
    out.facts["docs"] = {R"({"pages":3,"updatedAt":"2026-01-01T00:00:00.000000Z"})", ""};
    out.facts["repository"] = {"", "There is none."};
    return out;
  }();

  const auto read = read_scorecards({reinterpret_cast<const char*>(data), size}, "fuzz.yaml", cel);
  if (!read.has_value()) return 0;
  const UtcTime now{std::chrono::hours(24 * 365 * 56)};
  const Evaluator evaluator(cel);
  const Evaluation once = evaluator.evaluate(*read, input, now), again = evaluator.evaluate(*read, input, now);
  if (once.verdicts.size() != again.verdicts.size()) std::abort();
  for (std::size_t i = 0; i < once.verdicts.size(); ++i) {
    const Verdict& verdict = once.verdicts[i];
    if (verdict.results.size() != verdict.scorecard->checks.size()) std::abort();
    for (const CheckResult& result : verdict.results) {
      if (!boost::json::parse(result.evidence).is_object()) std::abort();
      if ((result.outcome == Outcome::unknown) == result.reason.empty()) std::abort();
    }
    static_cast<void>(standing_of(*verdict.scorecard, verdict.results));
  }
  if (once.next_look && *once.next_look <= now) std::abort();
  return 0;
}
