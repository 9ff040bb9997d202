#pragma once

#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "identity/roles.h"

namespace towpath::identity {

/// The roles there are, strongest first.
const std::vector<std::string_view>& all_roles();

/// How far a role's grant reaches.
enum class Reach {
  nothing,
  owned,            ///< What the principal or its groups own.
  owned_or_public,  ///< And what is marked `towpath.dev/visibility: public`.
  everything,
};

/// What `role` may do of "<noun>.<verb>". The one place where this is decided.
Reach reach_of(std::string_view role, std::string_view permission);

/// True when one of the patterns ("run.read", "run.*", "*.read", "*") covers the permission.
bool is_in_scope(const std::vector<std::string>& scope, std::string_view permission);

/// True for a pattern as is_in_scope() reads them.
bool is_scope_pattern(std::string_view pattern);

}  // namespace towpath::identity
