#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "delivery/driver.h"

namespace towpath::delivery {

// What the programs print and send, read as text from outside: with limits, nothing assumed.

/// Bytes of a state, a plan or outputs that are read at most.
inline constexpr std::size_t largest_terraform_document = 16u << 20;
/// Of a lock's information.
inline constexpr std::size_t largest_lock_info = 16u << 10;

/// One output of a module.
struct TerraformOutput {
  boost::json::value value;
  bool is_sensitive = false;
};
using TerraformOutputs = std::map<std::string, TerraformOutput>;

/// The parts of a state (format version 4: terraform since 0.12, opentofu) that we look at.
struct TerraformStateDocument {
  std::int64_t serial = 0;
  std::string lineage, tool;
  TerraformOutputs outputs;
  std::size_t resources = 0;
};

/// Errors: delivery.terraform_state_invalid, delivery.terraform_state_newer (another format version).
Result<TerraformStateDocument> read_terraform_state(std::string_view text);

/// The id in a lock's information: {"ID", "Operation", "Info", "Who", "Version", "Created", "Path"}.
/// Errors: delivery.terraform_lock_invalid.
Result<std::string> read_lock_id(std::string_view info);

/// What `show -json` of a saved plan says would be done, in its order; at most 200 changes are named. Values only go
/// into the fingerprint, without those that are marked as sensitive. Errors: delivery.terraform_answer.
Result<DriverChanges> read_plan(std::string_view text);

/// What `output -json` says. Errors: delivery.terraform_answer.
Result<TerraformOutputs> read_outputs(std::string_view text);

}  // namespace towpath::delivery
