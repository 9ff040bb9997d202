#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delivery/driver.h"
#include "drivers/source_inputs.h"

namespace towpath::delivery {

/// What a definition of the driver `terraform` says, with placeholders resolved.
struct TerraformInputs : SourceInputs {
  std::string tool = "terraform";  ///< terraform | opentofu

  /// What the program is called: "terraform" or "tofu".
  std::string program() const { return tool == "opentofu" ? "tofu" : "terraform"; }
};

/// Reads and checks inputs. Secret inputs of the request become secret variables. Errors: delivery.invalid_inputs.
Result<TerraformInputs> read_terraform_inputs(const ResourceRequest& request);

/// What is kept of an application, to be read again by read_kept(): the inputs and the program's lock file of its
/// providers ("" for none).
struct KeptConfiguration {
  TerraformInputs inputs;
  std::string provider_lock;
};
Secret keep(const KeptConfiguration& kept);
/// Errors: delivery.invalid_inputs.
Result<KeptConfiguration> read_kept(const ResourceRequest& request, const Secret& text);

/// 64 hex: equal for equal modules.
std::string module_digest(const TerraformInputs& inputs);

}  // namespace towpath::delivery
