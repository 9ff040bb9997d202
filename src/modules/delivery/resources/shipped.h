#pragma once

#include <vector>

#include "resources/definition.h"

namespace towpath::delivery {

/// Definitions every installation starts with; each serves the default class everywhere.
const std::vector<Definition>& shipped_definitions();

/// Whether a shipped definition makes what nobody pays for: names, rules and texts that this server keeps by itself.
/// What takes a server of its own, or disk, costs what the platform team says.
bool costs_nothing(const Definition& definition);

/// Types that need no declaration: those of the shipped definitions, and those the Score community agrees on (the
/// default provisioners of score-compose 0.45 and score-k8s 0.15, community-provisioners 0.10).
const std::vector<ResourceType>& shipped_types();

}  // namespace towpath::delivery
