#pragma once

#include <string_view>
#include <vector>

namespace towpath {

/// A named place where the fault campaign (tests/faults) kills the process, and what is half done there.
struct FaultPoint {
  std::string_view name;     ///< "<module>.<what>.<when>"; `in_commit` is inside an open transaction.
  std::string_view meaning;  ///< What has happened already, and what has not.
};

/// Does nothing unless TOWPATH_FAULT names this point: "<name>" kills the process at the first pass, "<name>:3" at the
/// third. Killing is SIGKILL, after one line on standard error: nothing is cleaned up.
void fault_point(std::string_view name);

/// Every fault point of the program, sorted by name, for `towpath faults` and the campaign.
const std::vector<FaultPoint>& fault_points();

}  // namespace towpath
