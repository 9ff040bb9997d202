#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace towpath::feedback {

/// Something one person is told.
struct Notification {
  std::string id, user_ref;
  std::string kind;  ///< "answered", "planned", "shipped", "declined", "survey", "announcement".
  std::string title, text;
  std::string link;  ///< Path in the portal.
  UtcTime created_at;
  std::optional<UtcTime> read_at;
};

/// The same for several people.
struct Message {
  std::string kind, title, text, link;
};

struct NotificationPage {
  std::vector<Notification> items;  ///< Newest first.
  std::string next;
  std::int64_t total = 0, unread = 0;
  std::int64_t news = 0;  ///< What shipped since the person last looked at what is new.
};

}  // namespace towpath::feedback
