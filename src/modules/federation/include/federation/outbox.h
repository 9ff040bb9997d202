#pragma once

#include <string>

#include "db/db.h"

namespace towpath::federation {

/// Something to be told to people in words.
struct Notice {
  std::string topic;  ///< "announcements", "roadmap", "surveys", ...
  std::string what;   ///< What kind of thing it is, for the log of deliveries: "feedback.announcement.begun".
  std::string text;   ///< One line or a few; "*bold*" and links in angle brackets, as chat tools read them.
};

/// A queue of messages to subscribed addresses. It survives the death of the process: what is put in is committed with
/// the caller's transaction, and sent at least once. Thread-safe.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// For every subscription of the format "chat" that wants the topic. Sent soon after the commit.
  virtual void put(db::Tx& tx, const Notice& notice) = 0;
};

}  // namespace towpath::federation
