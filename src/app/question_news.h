#pragma once

#include "events/events.h"
#include "feedback/notices.h"
#include "scorecard_plugs.h"

namespace towpath::app {

/// Tells a resource's owners through the bell that nobody knows whether it was made, and leads them to the run that
/// waits for their answer. Each question once. Everything outlives the subscription.
db::Subscription tell_of_questions(events::Events& events, TeamBell& people, feedback::Notices& notices);

}  // namespace towpath::app
