#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace towpath::delivery {

/// Writes variables as process/entry_program.h reads them, readable by the workload's user alone. `file` is in memory:
/// they may be secret. Its folder is made when absent.
void write_variables(const std::vector<std::pair<std::string, std::string>>& variables,
                     const std::filesystem::path& file);

}  // namespace towpath::delivery
