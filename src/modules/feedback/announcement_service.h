#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "announcement_store.h"
#include "auth/auth.h"
#include "feedback/ports.h"
#include "module/module.h"
#include "notifications.h"

namespace towpath::feedback {

/// What the platform team tells everybody, or some groups, for a while. Thread-safe. The platform team writes
/// (announcement.manage); whom it is for sees it until it is over or they put it away.
/// Errors common to all: auth.required, auth.forbidden; where an id is given: feedback.announcement_not_found.
class AnnouncementService {
 public:
  AnnouncementService(const Kernel& kernel, const Notifications& notifications, People& people)
      : kernel_(kernel), notifications_(notifications), people_(people) {}

  /// All there were, newest first, for the platform team.
  Result<AnnouncementPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit);
  /// In force and for the principal, also those they have put away.
  Result<std::vector<Announcement>> current(const auth::Principal& principal);
  /// Those of them that are not put away.
  Result<std::vector<Announcement>> unseen(const auth::Principal& principal);
  /// Whom it is for is told when it begins. Errors: feedback.invalid_announcement.
  Result<Announcement> announce(const auth::Principal& principal, const NewAnnouncement& announcement);
  /// It is over now.
  Result<Announcement> withdraw(const auth::Principal& principal, const std::string& id);
  /// Not shown to the principal any more. Doing it twice changes nothing.
  Status dismiss(const auth::Principal& principal, const std::string& id);

  /// Tells of what has begun since. When the next one begins; nothing when none is to begin.
  std::optional<UtcTime> begin_due();

  /// Hints on this channel of the database say that something begins later.
  static constexpr std::string_view channel = "feedback_announcements";

 private:
  std::vector<Announcement> in_force(const auth::Principal& principal, const std::string& not_put_away_by);
  void tell(db::Tx& tx, Announcement& announcement, const std::set<std::string>& people) const;
  std::set<std::string> audience_of(const Announcement& announcement) const;
  void say(db::Tx& tx, const char* type, const Announcement& announcement, const std::string& actor) const;

  const Kernel& kernel_;
  const Notifications& notifications_;
  People& people_;
  AnnouncementStore store_;
};

}  // namespace towpath::feedback
