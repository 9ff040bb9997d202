#pragma once

#include <optional>
#include <string_view>

#include "forge/changes.h"

namespace towpath::forge {

// How enumerations are spelled in rows, the API and the CLI.

std::string_view to_string(ChangeState state);
std::string_view to_string(MergeStrategy strategy);
std::string_view to_string(Verdict verdict);
std::string_view to_string(Side side);

std::optional<ChangeState> change_state_of(std::string_view text);
std::optional<MergeStrategy> merge_strategy_of(std::string_view text);
std::optional<Verdict> verdict_of(std::string_view text);
std::optional<Side> side_of(std::string_view text);

}  // namespace towpath::forge
