#include "announcement_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "auth/signed_in.h"
#include "base/strings.h"

namespace towpath::feedback {
namespace {

constexpr std::size_t longest_title = 120, longest_text = 2'000, most_groups = 100;
constexpr std::chrono::days kept_otherwise{7}, longest{366};

Error no_announcement(const std::string& id) {
  return not_found("feedback.announcement_not_found", fmt::format("There is no announcement {}.", id))
      .with_hint("towpath announce list");
}

Status valid(const Announcement& a) {
  Error error = invalid_input("feedback.invalid_announcement", "This cannot be announced as it is.");
  if (trim(a.title).empty() || a.title.size() > longest_title)
    error.add_field("/title", fmt::format("must be 1 to {} bytes", longest_title));
  if (a.text.size() > longest_text) error.add_field("/text", fmt::format("must be at most {} bytes", longest_text));
  if (std::find(severities.begin(), severities.end(), a.severity) == severities.end())
    error.add_field("/severity", "must be one of info, warning, critical");
  if (a.until <= a.from) error.add_field("/until", "must be after its beginning");
  if (a.until <= a.created_at) error.add_field("/until", "is over already");
  if (a.until - a.created_at > longest)
    error.add_field("/until", fmt::format("must be within {} days", longest.count()));
  if (a.audience.size() > most_groups)
    error.add_field("/audience", fmt::format("must be at most {} groups", most_groups));
  for (const std::string& group : a.audience)
    if (!group.starts_with("group:"))
      error.add_field("/audience", fmt::format("'{}' is no group, as group:default/shop", group));
  if (!error.fields().empty()) return error;
  return ok();
}

bool is_for(const Announcement& announcement, const auth::Principal& principal) {
  const auto& groups = announcement.audience;
  return groups.empty() || std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
           return std::find(principal.owner_refs.begin(), principal.owner_refs.end(), group) !=
                  principal.owner_refs.end();
         });
}

}  // namespace

Result<AnnouncementPage> AnnouncementService::list(const auth::Principal& principal, const std::string& after,
                                                   std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "announcement.manage", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<AnnouncementPage> {
    AnnouncementPage page;
    page.items = store_.list(tx, after, limit + 1);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    page.total = store_.count(tx);
    return page;
  });
}

std::vector<Announcement> AnnouncementService::in_force(const auth::Principal& principal,
                                                        const std::string& not_put_away_by) {
  auto out = kernel_.db.read([&](db::Tx& tx) { return store_.current(tx, kernel_.clock.now(), not_put_away_by); });
  std::erase_if(out, [&](const Announcement& each) { return !is_for(each, principal); });
  return out;
}

Result<std::vector<Announcement>> AnnouncementService::current(const auth::Principal& principal) {
  CHECK_OK(auth::check_signed_in(principal, "what is announced depends on who asks."));
  return in_force(principal, "");
}

Result<std::vector<Announcement>> AnnouncementService::unseen(const auth::Principal& principal) {
  CHECK_OK(auth::check_signed_in(principal, "what is announced depends on who asks."));
  return in_force(principal, principal.ref);
}

Result<Announcement> AnnouncementService::announce(const auth::Principal& principal, const NewAnnouncement& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "announcement.manage", {}));
  Announcement announcement;
  announcement.id = new_ulid();
  announcement.title = std::string(trim(given.title));
  announcement.text = std::string(trim(given.text));
  announcement.severity = given.severity;
  announcement.audience = given.audience;
  announcement.created_at = kernel_.clock.now();
  announcement.from = given.from.value_or(announcement.created_at);
  announcement.until = given.until.value_or(announcement.from + kept_otherwise);
  CHECK_OK(valid(announcement));
  const bool begins_now = announcement.from <= announcement.created_at;
  const std::set<std::string> people = begins_now ? audience_of(announcement) : std::set<std::string>();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Announcement> {
    Announcement made = announcement;
    store_.insert(tx, made);
    say(tx, "feedback.announcement.created", made, principal.ref);
    if (begins_now)
      tell(tx, made, people);
    else
      tx.notify(channel);
    return made;
  });
}

Result<Announcement> AnnouncementService::withdraw(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "announcement.manage", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Announcement> {
    auto found = store_.find(tx, id);
    if (!found) return no_announcement(id);
    if (found->until > kernel_.clock.now()) {
      found->until = kernel_.clock.now();
      store_.set_until(tx, id, found->until);
      say(tx, "feedback.announcement.withdrawn", *found, principal.ref);
    }
    return std::move(*found);
  });
}

Status AnnouncementService::dismiss(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check_signed_in(principal, "what is announced depends on who asks."));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto found = store_.find(tx, id);
    if (!found || !is_for(*found, principal)) return no_announcement(id);
    store_.dismiss(tx, id, principal.ref);
    return ok();
  });
}

std::optional<UtcTime> AnnouncementService::begin_due() {
  const UtcTime now = kernel_.clock.now();
  const auto due = kernel_.db.read([&](db::Tx& tx) { return store_.beginning(tx, now); });
  for (const Announcement& each : due) {
    const std::set<std::string> people = audience_of(each);
    const Status told = kernel_.db.transact([&](db::Tx& tx) -> Status {
      auto announcement = store_.find(tx, each.id);
      if (announcement && !announcement->told_at) tell(tx, *announcement, people);
      return ok();
    });
    if (!told.has_value()) throw std::runtime_error(told.error().message());
  }
  return kernel_.db.read([&](db::Tx& tx) { return store_.next_beginning(tx, now); });
}

std::set<std::string> AnnouncementService::audience_of(const Announcement& announcement) const {
  std::set<std::string> out;
  for (Person& person : announcement.audience.empty() ? people_.people() : people_.members(announcement.audience))
    out.insert(std::move(person.ref));
  return out;
}

/// The banner is what people see in the portal; the bell has it for those who look later.
void AnnouncementService::tell(db::Tx& tx, Announcement& announcement, const std::set<std::string>& people) const {
  announcement.told_at = kernel_.clock.now();
  store_.set_told(tx, announcement.id, *announcement.told_at);
  const Message message{"announcement", announcement.title, announcement.text,
                        "/announcements?item=" + announcement.id};
  notifications_.tell(tx, people, message);
  // What is for some groups is not for a room where everybody reads.
  if (announcement.audience.empty())
    notifications_.tell_chat(
        tx, {"announcements", "feedback.announcement.begun", message.title, message.text, message.link});
  say(tx, "feedback.announcement.begun", announcement, "system");
}

/// What it says is not in the log: it may be for some groups only, and these events are for everybody.
void AnnouncementService::say(db::Tx& tx, const char* type, const Announcement& announcement,
                              const std::string& actor) const {
  kernel_.events.append(
      tx, {.type = type,
           .subject = "announcement:" + announcement.id,
           .actor = actor,
           .payload = boost::json::serialize(boost::json::object{{"announcement", announcement.id},
                                                                 {"severity", announcement.severity},
                                                                 {"groups", announcement.audience.size()}})});
}

}  // namespace towpath::feedback
