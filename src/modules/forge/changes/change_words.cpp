#include "changes/change_words.h"

#include <array>

namespace towpath::forge {
namespace {

constexpr std::array<std::string_view, 3> states{"open", "merged", "closed"};
constexpr std::array<std::string_view, 3> strategies{"merge", "squash", "rebase"};
constexpr std::array<std::string_view, 3> verdicts{"approve", "request_changes", "comment"};
constexpr std::array<std::string_view, 2> sides{"old", "new"};

template <class Enum, std::size_t n>
std::optional<Enum> find(const std::array<std::string_view, n>& words, std::string_view text) {
  for (std::size_t i = 0; i < n; ++i)
    if (words[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(ChangeState state) { return states[static_cast<std::size_t>(state)]; }
std::string_view to_string(MergeStrategy strategy) { return strategies[static_cast<std::size_t>(strategy)]; }
std::string_view to_string(Verdict verdict) { return verdicts[static_cast<std::size_t>(verdict)]; }
std::string_view to_string(Side side) { return sides[static_cast<std::size_t>(side)]; }

std::optional<ChangeState> change_state_of(std::string_view text) { return find<ChangeState>(states, text); }
std::optional<MergeStrategy> merge_strategy_of(std::string_view text) { return find<MergeStrategy>(strategies, text); }
std::optional<Verdict> verdict_of(std::string_view text) { return find<Verdict>(verdicts, text); }
std::optional<Side> side_of(std::string_view text) { return find<Side>(sides, text); }

}  // namespace towpath::forge
