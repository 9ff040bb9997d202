#pragma once

#include <string>

#include "db/db.h"
#include "runs/run.h"

namespace towpath::runs {

/// Binds a run to a host, unless it is bound already: from then on only that host's server starts its nodes, and when
/// that server is away they wait for it. For what works on a host's processes, ports and files. Answers the host it is
/// bound to. A node that runs elsewhere then ends with other_host(), and is tried again there.
std::string bind_to_host(db::Tx& tx, const RunId& run, const std::string& host_id);

}  // namespace towpath::runs
