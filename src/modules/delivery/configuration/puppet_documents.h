#pragma once

#include <string>
#include <string_view>

namespace towpath::delivery {

/// "site.pp:2:2: Could not parse ...: Syntax error at 'ensure'" of a line of puppet's that begins with "Error: ".
/// `folder` is taken off the path. "" for another line.
std::string read_puppet_error(std::string_view line, std::string_view folder);

}  // namespace towpath::delivery
