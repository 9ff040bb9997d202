#pragma once

#include <string>

#include "executors.h"

namespace towpath::delivery {

/// Binds the run to the host of the environment's instances, or to this one before the first: all instances of an
/// environment are on one host, because what drivers make for them may be reached from there only.
/// Errors: delivery.other_host, when that is another one's: the node is tried again there.
Status stay_with(const DeploymentContext& c, const runs::NodeContext& context, const std::string& project,
                 const std::string& environment);

/// Where the instances of an environment are, or were last; "" before the first.
std::string host_of_environment(db::Tx& tx, const std::string& project, const std::string& environment);

}  // namespace towpath::delivery
