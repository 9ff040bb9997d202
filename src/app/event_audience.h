#pragma once

#include "events/events.h"

namespace towpath::app {

/// Whether an event may be told to everybody signed in, whoever owns what it is about: feedback, the roadmap,
/// campaigns, and what the platform offers and asks (capabilities, policies, scorecards, resource definitions) are
/// there for all of them, and so is what happens to them. Waivers are not: they are about somebody's component.
bool is_for_everyone(const events::SealedEvent& event);

}  // namespace towpath::app
