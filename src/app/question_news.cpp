#include "question_news.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::app {
namespace {

constexpr std::string_view run_prefix = "run:";

std::string text_at(const boost::json::object& payload, std::string_view key) {
  const auto* value = payload.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

feedback::Notice notice_of(const events::SealedEvent& event, const boost::json::object& payload) {
  const std::string run = event.actor.starts_with(run_prefix) ? event.actor.substr(run_prefix.size()) : "";
  return {"question",
          fmt::format("It is not known whether {} is there in {}: say it", text_at(payload, "resource"),
                      text_at(payload, "environment")),
          text_at(payload, "reason"), run.empty() ? "/environments" : "/runs/" + run};
}

}  // namespace

db::Subscription tell_of_questions(events::Events& events, TeamBell& people, feedback::Notices& notices) {
  const auto prepare = [&people, &notices](const events::SealedEvent& event) {
    using Reaction = events::Events::Reaction;
    if (event.payload.empty() || event.owner_ref.empty()) return std::optional(Reaction());  // erased, or nobody's
    const auto notice = notice_of(event, boost::json::parse(event.payload).as_object());
    const std::set<std::string> users = people.people(event.owner_ref);
    if (users.empty()) return std::optional(Reaction());
    return std::optional(Reaction([&notices, users, notice](db::Tx& tx) -> Status {
      notices.tell(tx, users, notice);
      return ok();
    }));
  };
  return events.react("app.question_news", {"delivery.resource.in_question"}, prepare);
}

}  // namespace towpath::app
