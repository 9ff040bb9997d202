#pragma once

#include <string>

#include "db/db.h"

namespace towpath::insights {

/// " AND component = ? AND owner_ref = ?", or less: what is "" does not restrict. The values go to the end of `params`.
std::string restrict_to(const std::string& component, const std::string& owner, db::Params& params);

}  // namespace towpath::insights
