#pragma once

#include <string_view>

#include "auth/auth.h"
#include "base/result.h"

namespace towpath::auth {

/// ok() for somebody who is signed in, and for the system. `why` follows "Sign in first: ". For what is each person's
/// own or everybody's; what needs a permission asks check(). Errors: auth.required.
Status check_signed_in(const Principal& principal, std::string_view why);

}  // namespace towpath::auth
