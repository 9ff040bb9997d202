#pragma once

#include <string>
#include <vector>

#include "delivery/delivery.h"
#include "runs/runs.h"

namespace towpath::delivery {

/// Nodes that delete resources in the reverse order of their making: each after all that was made after it, and after
/// the nodes named in `after`. `spec` is added to what each is told.
std::vector<runs::NodeSpec> destroy_nodes(const std::vector<Resource>& resources, const std::vector<std::string>& after,
                                          const std::string& spec);

}  // namespace towpath::delivery
