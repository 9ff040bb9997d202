#include "notifications.h"

#include <algorithm>

#include "auth/signed_in.h"

namespace towpath::feedback {
namespace {

constexpr std::chrono::hours kept{24 * 180};
constexpr std::chrono::hours news_at_first{24 * 30};  // for somebody who never looked at what is new

Status signed_in(const auth::Principal& principal) {
  return auth::check_signed_in(principal, "notifications are each person's own.");
}

}  // namespace

void Notifications::tell(db::Tx& tx, const std::set<std::string>& users, const Message& m) const {
  std::vector<Notification> all;
  for (const std::string& user : users)
    if (!user.empty())
      all.push_back({new_ulid(), user, m.kind, m.title, m.text, m.link, kernel_.clock.now(), std::nullopt});
  store_.insert(tx, all);
  post_.mail(tx, users, m);
}

Result<NotificationPage> Notifications::list(const auth::Principal& principal, const std::string& after,
                                             std::size_t limit) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.read([&](db::Tx& tx) -> Result<NotificationPage> {
    NotificationPage page;
    page.items = store_.list(tx, principal.ref, after, limit + 1);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    page.total = store_.count(tx, principal.ref);
    page.unread = store_.count_unread(tx, principal.ref);
    page.news = roadmap_.count_shipped_after(
        tx, store_.news_seen_at(tx, principal.ref).value_or(kernel_.clock.now() - news_at_first));
    return page;
  });
}

Status Notifications::mark_read(const auth::Principal& principal, const std::vector<std::string>& ids) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const std::string& id : ids) store_.mark_read(tx, principal.ref, id, kernel_.clock.now());
    return ok();
  });
}

Status Notifications::mark_all_read(const auth::Principal& principal) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.mark_all_read(tx, principal.ref, kernel_.clock.now());
    return ok();
  });
}

Status Notifications::mark_news_seen(const auth::Principal& principal) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.set_news_seen(tx, principal.ref, kernel_.clock.now());
    return ok();
  });
}

void Notifications::clean_up() {
  const UtcTime before = kernel_.clock.now() - kept;
  if (const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
        store_.remove_before(tx, before);
        return ok();
      });
      !done.has_value())
    throw std::runtime_error(done.error().message());
}

}  // namespace towpath::feedback
