#pragma once

#include <string>
#include <vector>

#include "evidence_store.h"
#include "installation.h"

namespace towpath::faults {

/// Whether nothing is under way: no open run, no event that a consumer still has to act on.
bool is_quiet(const Evidence& evidence);

/// Blocks until the installation is quiet; false at the deadline.
bool wait_quiet(Installation& installation, std::chrono::seconds deadline);

/// What must hold on a quiet installation whatever was killed before: nothing exists twice, nothing is left over,
/// database, files and processes agree, the chain holds. Each broken one in words.
std::vector<std::string> broken_invariants(Installation& installation);

}  // namespace towpath::faults
