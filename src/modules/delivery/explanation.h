#pragma once

#include <string>
#include <vector>

#include "delivery/delivery.h"
#include "planner.h"

namespace towpath::delivery {

/// Which version a resource that exists is explained with: the one that it keeps, or the one that fits best now.
enum class ExplainedVersions { kept, best };

/// A workload's resources at one place and all that definitions bring along, each after what it needs; with a
/// definition without an id where none serves. Errors: those of expand_resources().
Result<std::vector<ExpandedResource>> expand_explained(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                                       const ScoreWorkload& workload, ExplainedVersions versions);

/// Every definition that might serve one of them, and why it does or does not.
Delivery::ExplainedResource explain_resource(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                             const ExpandedResource& resource);

/// Whether a resource was brought along by the one of that name, or by what that one brought along.
bool comes_from(const std::vector<ExpandedResource>& all, const ExpandedResource& resource, const std::string& name);

}  // namespace towpath::delivery
