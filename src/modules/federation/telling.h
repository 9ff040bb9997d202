#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/events.h"

namespace towpath::federation {

/// An event in the words of others.
struct Telling {
  std::string topic;      ///< Of federation::topics.
  std::string component;  ///< What it is about; "" where it is about none.
  std::string cdevent;    ///< CloudEvent 1.0, structured, with a CDEvent in it; "" where CDEvents have no word for it.
  std::string text;       ///< One line for people.
};

/// The types of events that can be told.
std::vector<std::string> told_types();

/// Nothing for an event others need not know: one that came from another system, or a run that is no pipeline.
/// `url`: of this server.
std::optional<Telling> telling_of(const events::SealedEvent& event, const std::string& url);

}  // namespace towpath::federation
