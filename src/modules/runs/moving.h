#pragma once

#include <cstdint>

#include "db/db.h"

namespace towpath::runs {

/// An attempt that found out that it is at the wrong host was none: it does not count against the node's retries, and
/// its steps go.
void forget_attempt(db::Tx& tx, std::int64_t node_id, int attempt);

}  // namespace towpath::runs
