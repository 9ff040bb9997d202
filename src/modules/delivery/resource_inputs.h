#pragma once

#include <map>
#include <string>
#include <vector>

#include "mask/masker.h"
#include "planner.h"
#include "workload_builder.h"

namespace towpath::delivery {

/// Texts of resources with their placeholders resolved: what a workload says under params against the workload, what a
/// definition says against the resource it makes and those it brings along. One thread.
class ResourceInputs {
 public:
  /// `rows`: the resources of the plan that are there, by their names in it.
  /// With a masker, three asterisks stand in place of what came from a secret, and the masker knows it from then on.
  ResourceInputs(const Deployment& deployment, const Plan& plan, std::map<std::string, Resource> rows, Vault& vault,
                 mask::Masker* masker = nullptr)
      : deployment_(deployment), plan_(plan), rows_(plan.workload, std::move(rows), vault), masker_(masker) {}

  /// JSON objects. Errors: delivery.undefined_placeholder, delivery.invalid_placeholder, those of the vault.
  Result<Resolved> params(const PlannedResource& planned);
  /// `literal`: keys of the inputs whose texts are of another language and stay as they are.
  Result<Resolved> inputs(const PlannedResource& planned, const std::vector<std::string>& literal = {});

 private:
  /// What a definition's own texts see: context, params, resources, and where it is asked for outputs.
  Result<Lookup> scope_of(const PlannedResource& planned);
  /// What the rows hand out.
  Lookup lookup();

  const Deployment& deployment_;
  const Plan& plan_;
  PlaceholderScope rows_;
  mask::Masker* masker_;
};

/// Where the vault keeps inputs that came from secrets.
std::string inputs_key(const std::string& gu_id);

}  // namespace towpath::delivery
