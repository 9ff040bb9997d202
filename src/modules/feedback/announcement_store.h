#pragma once

#include <optional>
#include <string>
#include <vector>

#include "announcement.h"
#include "db/db.h"

namespace towpath::feedback {

/// Rows of feedback_announcements and feedback_announcements_dismissed.
class AnnouncementStore {
 public:
  void insert(db::Tx& tx, const Announcement& announcement) const;
  std::optional<Announcement> find(db::Tx& tx, const std::string& id) const;
  /// Newest first, older than the id `after`.
  std::vector<Announcement> list(db::Tx& tx, const std::string& after, std::size_t limit) const;
  std::int64_t count(db::Tx& tx) const;
  void set_until(db::Tx& tx, const std::string& id, UtcTime until) const;
  /// That people were told of it.
  void set_told(db::Tx& tx, const std::string& id, UtcTime now) const;
  /// Begun by `now`, not over, and nobody told yet.
  std::vector<Announcement> beginning(db::Tx& tx, UtcTime now) const;
  /// When the next of those that nobody was told of and that are not over begins.
  std::optional<UtcTime> next_beginning(db::Tx& tx, UtcTime now) const;
  /// In force at `now` and not put away by the user ("" for all), newest first.
  std::vector<Announcement> current(db::Tx& tx, UtcTime now, const std::string& user) const;
  void dismiss(db::Tx& tx, const std::string& id, const std::string& user) const;
};

}  // namespace towpath::feedback
