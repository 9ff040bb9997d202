#include "rollout_times.h"

#include <fmt/core.h>

#include <charconv>
#include <string>

namespace towpath::delivery {
namespace {

constexpr int longest = 86'400;

Status read(const ScoreWorkload& workload, std::string_view annotation, int least, std::chrono::seconds& time) {
  const auto found = workload.annotations.find(std::string(annotation));
  if (found == workload.annotations.end()) return ok();
  const std::string& text = found->second;
  int seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc() || end != text.data() + text.size() || seconds < least || seconds > longest)
    return invalid_input("delivery.invalid_annotation",
                         fmt::format("The annotation {} is '{}', which is not a whole number from {} to {}.",
                                     annotation, text, least, longest))
        .with_hint(fmt::format("Write it in score.yaml like {}: '90'.", annotation));
  time = std::chrono::seconds(seconds);
  return ok();
}

}  // namespace

Result<RolloutTimes> rollout_times(const ScoreWorkload& workload) {
  RolloutTimes times;
  CHECK_OK(read(workload, startup_annotation, 1, times.startup));
  CHECK_OK(read(workload, drain_annotation, 0, times.drain));
  CHECK_OK(read(workload, warm_annotation, 0, times.warm));
  return times;
}

}  // namespace towpath::delivery
