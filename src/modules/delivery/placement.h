#pragma once

#include <string>

#include "delivery/runtimes.h"
#include "planner.h"

namespace towpath::delivery {

/// Whether a release can run with a runtime as it is planned, found out before anything is made: clusters need an
/// image, and a workload that is only committed has neither routes nor secrets. Errors: delivery.no_image,
/// delivery.cannot_start, delivery.out_of_reach.
Status check_placement(const Runtimes& runtimes, const std::string& runtime, const Deployment& deployment,
                       const Plan& plan, const Release& release);

}  // namespace towpath::delivery
