#include "retry_rules.h"

#include <algorithm>
#include <random>

namespace towpath::runs {
namespace {

constexpr std::chrono::minutes longest_retry_delay{10};

}  // namespace

bool retry_covers(const Retry& retry, const NodeEnd& result) {
  if (retry.max_attempts <= 1 || !result.error) return false;
  const auto names = [&](std::string_view word) {
    return std::find(retry.on.begin(), retry.on.end(), word) != retry.on.end();
  };
  const bool lost = result.error->code() == "runs.lost";
  if (retry.on.empty()) return lost;
  return names(result.error->code()) || (lost && names("lost")) ||
         (result.state == NodeState::timed_out && names("timeout")) ||
         (result.state == NodeState::failed && names("failure"));
}

std::chrono::milliseconds retry_delay(const Retry& retry, int attempt) {
  thread_local std::mt19937_64 random{std::random_device{}()};
  const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(longest_retry_delay);
  const auto most = std::min(longest, retry.first_delay * (std::int64_t{1} << std::min(attempt - 1, 16)));
  return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
}

Error lost_error() {
  return unavailable("runs.lost", "The server that ran this step ended before the step did.")
      .with_hint("Run it again: towpath run rerun <run> --failed");
}

}  // namespace towpath::runs
