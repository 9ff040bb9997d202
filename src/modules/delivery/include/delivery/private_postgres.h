#pragma once

#include <filesystem>

#include "base/result.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Copies the data of the supervised PostgreSQL server in `folder` (below the data directory) to `target`, consistent
/// while it works: `target`/cluster, `target`/password. Fine when there never was one; then `target` is not made.
/// Blocking, seconds. Errors: delivery.postgres_copy_failed (with the tool's output).
Status copy_private_postgres(const std::filesystem::path& folder, const std::filesystem::path& target,
                             process::Spawner& spawner);

/// Puts such a copy in place in `folder`, owned by whom the server will run as, which takes a port of its own. Fine
/// when there is no copy. Errors: delivery.tool_missing.
Status place_private_postgres(const std::filesystem::path& copy, const std::filesystem::path& folder);

}  // namespace towpath::delivery
