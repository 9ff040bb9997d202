#pragma once

#include "delivery/driver.h"

#include "terraform_documents.h"
#include "terraform_inputs.h"

namespace towpath::delivery {

/// What a resource hands out of a module's outputs. Errors: delivery.terraform_output (one that the definition names is
/// missing, or is sensitive and not named as a secret; all of them are too large).
Result<ResourceOutcome> outcome_of(const ResourceRequest& request, const TerraformInputs& inputs,
                                   const TerraformOutputs& outputs);

}  // namespace towpath::delivery
