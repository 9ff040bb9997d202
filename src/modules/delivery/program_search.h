#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace towpath::delivery {

/// The program in one of the folders of a PATH; nothing when it is not installed.
std::optional<std::filesystem::path> find_program(std::string_view search_path, const std::string& name);

}  // namespace towpath::delivery
