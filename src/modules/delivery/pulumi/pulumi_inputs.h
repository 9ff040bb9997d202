#pragma once

#include <optional>
#include <string>

#include "delivery/driver.h"
#include "drivers/source_inputs.h"

namespace towpath::delivery {

/// What a definition of the driver `pulumi` says, with placeholders resolved.
struct PulumiInputs : SourceInputs {};

/// Reads and checks inputs. Secret inputs of the request become secret variables. Errors: delivery.invalid_inputs.
Result<PulumiInputs> read_pulumi_inputs(const ResourceRequest& request);

/// What is kept of an application, to be read again by read_kept_pulumi().
Secret keep(const PulumiInputs& inputs);
/// Errors: delivery.invalid_inputs.
Result<PulumiInputs> read_kept_pulumi(const ResourceRequest& request, const Secret& text);

}  // namespace towpath::delivery
