#pragma once

#include <string_view>
#include <vector>

namespace towpath {

/// A named place where the process may be killed by the fault campaign. Does nothing unless TOWPATH_FAULT names it:
/// "<name>" kills the process at the first pass, "<name>:3" at the third. Killing is SIGKILL: nothing is cleaned up.
void fault_point(std::string_view name);

/// Every fault point of the program, for `towpath faults` and the campaign.
const std::vector<std::string_view>& fault_points();

}  // namespace towpath
