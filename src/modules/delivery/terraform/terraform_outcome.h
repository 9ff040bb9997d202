#pragma once

#include "delivery/driver.h"

#include "terraform_documents.h"
#include "terraform_inputs.h"

namespace towpath::delivery {

/// What a resource hands out of a module's outputs. Errors: delivery.terraform_output (one that the definition names is
/// missing, or is sensitive and not named as a secret; all of them are too large).
Result<ResourceOutcome> outcome_of(const ResourceRequest& request, const TerraformInputs& inputs,
                                   const TerraformOutputs& outputs);

/// How a tool of this kind is spoken of.
struct OutcomeWords {
  const char* text;   ///< "module": what the definition has.
  const char* error;  ///< The code of what is wrong.
  std::string tool;
};
/// The same for another tool whose outputs are such.
Result<ResourceOutcome> outcome_of(const ResourceRequest& request, const SourceInputs& inputs,
                                   const TerraformOutputs& outputs, const OutcomeWords& words);

}  // namespace towpath::delivery
