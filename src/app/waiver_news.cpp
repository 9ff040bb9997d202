#include "waiver_news.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::app {
namespace {

constexpr std::string_view prefix = "standards.waiver.";

struct News {
  std::vector<std::string> refs;  ///< Users and groups.
  std::string title;
};

std::string text(const boost::json::object& payload, std::string_view key) {
  const auto* value = payload.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

/// Whom an event concerns, and how it is put; nobody for what whoever did it knows.
News news_of(const events::SealedEvent& event, const boost::json::object& payload) {
  const std::string_view what = std::string_view(event.type).substr(prefix.size());
  const std::string title = text(payload, "title"), asker = text(payload, "requestedBy");
  if (what == "requested") return {{text(payload, "targetOwner")}, fmt::format("A waiver is asked for: {}", title)};
  if (what == "approved") return {{asker}, fmt::format("Your waiver is in force: {}", title)};
  if (what == "rejected") return {{asker}, fmt::format("Your waiver was rejected: {}", title)};
  if (what == "revoked") return {{asker, event.owner_ref}, fmt::format("A waiver was revoked: {}", title)};
  if (what == "due") return {{asker, event.owner_ref}, fmt::format("A waiver ends soon: {}", title)};
  if (what == "expired") return {{asker, event.owner_ref}, fmt::format("A waiver has ended: {}", title)};
  return {};
}

}  // namespace

db::Subscription tell_of_waivers(events::Events& events, TeamBell& people, feedback::Notices& notices) {
  return events.react("app.waiver_news", {std::string(prefix)},
                      [&](const events::SealedEvent& event) -> std::optional<events::Events::Reaction> {
                        if (event.payload.empty()) return events::Events::Reaction();  // erased
                        const boost::json::value value = boost::json::parse(event.payload);
                        const boost::json::object& payload = value.as_object();
                        const News news = news_of(event, payload);
                        std::set<std::string> users;
                        for (const std::string& ref : news.refs)
                          if (!ref.empty()) users.merge(people.people(ref));
                        users.erase(event.actor);
                        if (users.empty()) return events::Events::Reaction();
                        const std::string about = event.subject,
                                          link = "/guardrails/waivers/" + text(payload, "waiver");
                        return events::Events::Reaction([&notices, users, news, about, link](db::Tx& tx) -> Status {
                          notices.tell(tx, users, {"waiver", news.title, about, link});
                          return ok();
                        });
                      });
}

}  // namespace towpath::app
