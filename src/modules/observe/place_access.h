#pragma once

#include <string>
#include <string_view>

#include "auth/auth.h"
#include "observe/ports.h"

namespace towpath::observe {

/// The place, when the principal may do `permission` there. Errors: observe.not_found, also where the principal may not
/// even see what is deployed; auth.forbidden.
Result<Place> place_for(const auth::Authorizer& authorizer, Workloads& workloads, const auth::Principal& principal,
                        const std::string& component, const std::string& environment, std::string_view permission);

}  // namespace towpath::observe
