#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::delivery {

/// A program that is called, as it is known beforehand.
struct KnownTool {
  std::string name;                   ///< "opentofu".
  std::vector<std::string> programs;  ///< Names of its file; the first that is found is called.
  std::vector<std::string> version;   ///< The arguments that make it say its version.
  std::vector<std::string> drivers;
  std::string purpose, how_to_install;
};

/// By name.
const std::vector<KnownTool>& known_tools();
/// The one of that name, which must be known.
const KnownTool& known_tool(std::string_view name);

/// The tool's program in the folders of a PATH.
std::optional<std::filesystem::path> find_tool(std::string_view search_path, const KnownTool& tool);
/// The same for who cannot do without. Errors: delivery.tool_missing (says what to install).
Result<std::filesystem::path> require_tool(std::string_view search_path, const KnownTool& tool);

}  // namespace towpath::delivery
