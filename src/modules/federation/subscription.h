#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::federation {

/// What can be told.
constexpr std::array<std::string_view, 7> topics{"deployments",   "pipelines", "changes", "incidents",
                                                 "announcements", "roadmap",   "surveys"};

/// An address that is told what happens here.
struct Subscription {
  std::string id, name;
  std::string place;                ///< "https://hooks.example.org": what follows may hold a token and is kept secret.
  std::string format;               ///< "cdevents" (CloudEvents, structured) or "chat" ({"text": ...}).
  std::vector<std::string> topics;  ///< Of federation::topics; empty for all.
  std::string component;            ///< Only what is about this one; "" for everything.
  bool is_enabled = true;
  std::int64_t key_version = 1;
  UtcTime created_at;
};

/// Something on its way to an address.
struct Delivery {
  std::string id, subscription_id, topic, what, content_type, body;
  std::string state = "waiting";  ///< "waiting", "delivered" or "dead": tried in vain to the end.
  std::int64_t attempts = 0;
  UtcTime next_at;
  std::int64_t last_status = 0;  ///< HTTP status of the last answer; 0 for none.
  std::string last_error;
  UtcTime created_at;
  std::optional<UtcTime> ended_at;
};

}  // namespace towpath::federation
