#pragma once

#include <string>
#include <vector>

#include "evidence_store.h"
#include "installation.h"

namespace towpath::faults {

/// What is under way, in words: open runs, events that a consumer still has to act on.
std::vector<std::string> unrest(const Evidence& evidence);

/// Blocks until nothing is under way; false at the deadline, after saying on stderr what still was.
bool wait_quiet(Installation& installation, std::chrono::seconds deadline);

/// What must hold on a quiet installation whatever was killed before: nothing exists twice, nothing is left over,
/// database, files and processes agree, the chain holds. Each broken one in words.
std::vector<std::string> broken_invariants(Installation& installation);

}  // namespace towpath::faults
