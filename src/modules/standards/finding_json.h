#pragma once

#include <string>

#include "standards/policy.h"

namespace towpath::standards {

/// What a row keeps of a finding beside its columns: title, owner, message, hint, reason, evidence. JSON.
std::string detail_json(const Finding& finding);
/// Fills in what detail_json() wrote.
void read_detail(const std::string& json, Finding& finding);

}  // namespace towpath::standards
