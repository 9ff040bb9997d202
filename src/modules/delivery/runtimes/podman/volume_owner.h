#pragma once

#include <filesystem>

namespace towpath::delivery {

/// A volume belongs to whom workloads run as. Only root can give it; for others it stays as it is. Throws
/// std::system_error.
void give_to_sandbox_user(const std::filesystem::path& volume);

}  // namespace towpath::delivery
