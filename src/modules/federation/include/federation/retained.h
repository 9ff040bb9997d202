#pragma once

#include <memory>

#include "module/module.h"
#include "retention/retention.h"

namespace towpath::federation {

/// What other systems told, by when it happened ("received_facts"): so that what is told again counts once. What was
/// made of it, events and incidents, is not of it. Never sooner than 400 days: who sends again sends what is younger.
std::unique_ptr<retention::Retained> make_retained_facts(const Kernel& kernel);

}  // namespace towpath::federation
