#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "standards/policy.h"

namespace towpath::standards {

/// Every gate and the names a condition can read there, in the order of the manual.
struct GateVocabulary {
  std::string_view gate;
  std::vector<std::string> variables;
};
const std::vector<GateVocabulary>& gate_vocabularies();

/// The policy a checked descriptor (JSON that fits the kind's schema) is.
Policy policy_of(const std::string& document);

}  // namespace towpath::standards
