#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "notification.h"

namespace towpath::feedback {

/// Rows of feedback_notifications and feedback_news_seen.
class NotificationStore {
 public:
  void insert(db::Tx& tx, const std::vector<Notification>& notifications) const;
  /// Newest first, older than the id `after`.
  std::vector<Notification> list(db::Tx& tx, const std::string& user, const std::string& after,
                                 std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const std::string& user) const;
  std::int64_t count_unread(db::Tx& tx, const std::string& user) const;
  void mark_read(db::Tx& tx, const std::string& user, const std::string& id, UtcTime now) const;
  void mark_all_read(db::Tx& tx, const std::string& user, UtcTime now) const;
  void remove_before(db::Tx& tx, UtcTime time) const;

  std::optional<UtcTime> news_seen_at(db::Tx& tx, const std::string& user) const;
  void set_news_seen(db::Tx& tx, const std::string& user, UtcTime now) const;
};

}  // namespace towpath::feedback
