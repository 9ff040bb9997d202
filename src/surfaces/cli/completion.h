#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace towpath::cli {

/// A bash script that completes command words and options, for `source <(towpath completion bash)`.
std::string bash_completion(const std::vector<Command>& commands);

}  // namespace towpath::cli
