#pragma once

#include <set>
#include <string>

#include "auth/auth.h"
#include "module/module.h"
#include "notification_store.h"
#include "post_office.h"
#include "roadmap_store.h"

namespace towpath::feedback {

/// What each person is told, and whether they have read it. A person sees and changes their own only. Thread-safe.
class Notifications {
 public:
  Notifications(const Kernel& kernel, const PostOffice& post, Chat& chat) : kernel_(kernel), post_(post), chat_(chat) {}

  /// By the bell, and by mail where a person wants that. Inside the transaction of what is told. Nobody ("") is told
  /// nothing.
  void tell(db::Tx& tx, const std::set<std::string>& users, const Message& message) const;

  /// Where everybody reads. Inside the transaction of what is told.
  void tell_chat(db::Tx& tx, const PublicNotice& notice) const { chat_.tell(tx, notice); }

  /// Errors: auth.required.
  Result<NotificationPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit);
  /// Those of the ids that are the principal's. Errors: auth.required.
  Status mark_read(const auth::Principal& principal, const std::vector<std::string>& ids);
  Status mark_all_read(const auth::Principal& principal);
  /// What is new was looked at.
  Status mark_news_seen(const auth::Principal& principal);
  /// Old ones go.
  void clean_up();

 private:
  const Kernel& kernel_;
  const PostOffice& post_;
  Chat& chat_;
  NotificationStore store_;
  RoadmapStore roadmap_;
};

}  // namespace towpath::feedback
