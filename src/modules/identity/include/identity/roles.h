#pragma once

#include <string_view>

namespace towpath::identity {

// The roles there are, strongest first.
inline constexpr std::string_view role_admin = "admin";        ///< May do everything.
inline constexpr std::string_view role_platform = "platform";  ///< Runs the platform; does not say who is who.
inline constexpr std::string_view role_operator = "operator";  ///< Opens shells in production; beside another role.
inline constexpr std::string_view role_member = "member";      ///< Changes what its groups own.
inline constexpr std::string_view role_viewer = "viewer";      ///< Reads.

}  // namespace towpath::identity
