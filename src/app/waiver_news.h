#pragma once

#include "events/events.h"
#include "feedback/notices.h"
#include "scorecard_plugs.h"

namespace towpath::app {

/// Tells people about waivers through the bell, from what the event log says: who is asked to agree, what became of it,
/// that one ends soon or has ended. Each event once. Everything outlives the subscription.
db::Subscription tell_of_waivers(events::Events& events, TeamBell& people, feedback::Notices& notices);

}  // namespace towpath::app
