#pragma once

#include <string>
#include <vector>

namespace towpath::process {

/// SIGKILL to every other process that has one of the files open, and returns when they have ended. So a workload's
/// processes are found that nobody is the parent of any more: they hold the FIFOs their output goes into. Of another
/// user's processes nothing is seen unless root looks.
void kill_holders(const std::vector<std::string>& files);

}  // namespace towpath::process
