#pragma once

#include <cstddef>

#include "db/db.h"

namespace towpath::bench {

/// The floor under the run engine: takes every ready node of the database through claim, start and end with nothing but
/// the rows the engine writes for it (queue, node, lease, journal, run), `batch` nodes to a transaction that also ends
/// the nodes of the transaction before. No workers, no graph, no retries, no events, no hash of the journal. Returns
/// the number of nodes it ended.
std::size_t run_raw_loop(db::Db& db, std::size_t batch);

}  // namespace towpath::bench
