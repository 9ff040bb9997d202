#pragma once

#include "mask/masker.h"

#include "configuration_inputs.h"
#include "configuration_tool.h"

namespace towpath::delivery {

/// What a resource hands out of what a run says. A value in which a secret shows that went into the run is a secret,
/// too. Errors: delivery.configuration_output (one that the definition names is missing, or shows a secret and is not
/// named as one; all of them are too large).
Result<ResourceOutcome> outcome_of(const ResourceRequest& request, std::string_view tool,
                                   const ConfigurationInputs& inputs, const RunReport& report,
                                   const mask::Masker& masker);

/// As a plan: by subject, 200 of them named.
DriverChanges changes_of(std::vector<DriverChange> changes);

}  // namespace towpath::delivery
