#include "freeze_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <optional>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"
#include "json/time_field.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using towpath::json::time_or_null;

/// "15:00" as minutes of the day.
std::optional<int> minute_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

json::value to_json(const std::optional<WeeklyWindow>& weekly) {
  if (!weekly) return nullptr;
  return json::object{{"days", json::array(weekly->days.begin(), weekly->days.end())},
                      {"at", fmt::format("{:02}:{:02}", weekly->at_minute / 60, weekly->at_minute % 60)},
                      {"durationMinutes", weekly->duration_minutes}};
}

json::object to_json(const Freeze& f, UtcTime now) {
  const auto until = open_until(f, now);
  return {{"id", f.id},
          {"effect", f.effect},
          {"reason", f.reason},
          {"project", f.project_id},
          {"environmentType", f.env_type},
          {"startsAt", to_rfc3339(f.starts_at)},
          {"endsAt", time_or_null(f.ends_at)},
          {"weekly", to_json(f.weekly)},
          {"mayOverride", f.may_override},
          {"open", until.has_value()},
          {"openUntil", until && *until != UtcTime::max() ? json::value(to_rfc3339(*until)) : json::value(nullptr)},
          {"createdBy", f.created_by},
          {"createdAt", to_rfc3339(f.created_at)}};
}

Result<Freeze> freeze_of(const std::string& text, UtcTime now) {
  TRY(auto body, towpath::json::ObjectReader::parse(text));
  Freeze freeze;
  freeze.effect = body.optional_string("effect").value_or("deny");
  freeze.reason = body.required_string("reason");
  freeze.project_id = body.optional_string("project").value_or("");
  freeze.env_type = body.optional_string("environmentType").value_or("");
  freeze.starts_at = towpath::json::optional_time(body, "startsAt").value_or(now);
  freeze.ends_at = towpath::json::optional_time(body, "endsAt");
  freeze.may_override = body.optional_boolean("mayOverride").value_or(false);
  if (auto weekly = body.optional_object("weekly")) {
    WeeklyWindow window;
    window.days = weekly->required_strings("days");
    const auto minute = minute_of_day(weekly->required_string("at"));
    if (!minute) weekly->problem("at", "must be a time of day in UTC such as 15:00");
    window.at_minute = minute.value_or(0);
    const std::int64_t duration = weekly->required_integer("durationMinutes");
    window.duration_minutes = duration < 1 || duration > 1'000'000 ? 0 : static_cast<int>(duration);
    freeze.weekly = std::move(window);
  }
  CHECK_OK(body.finish());
  return freeze;
}

}  // namespace

void add_freeze_routes(http::Router& router, Freezes& freezes, const Clock& clock) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/freezes", "freeze.read",
      [&freezes, &clock](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string project = query.text("project");
        CHECK_OK(query.finish());
        TRY(const auto list, freezes.list(request.principal, project));
        json::array items;
        for (const Freeze& freeze : list) items.push_back(to_json(freeze, clock.now()));
        return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
      });
  add("POST", "/api/v1/freezes", "freeze.create",
      [&freezes, &clock](const http::Request& request) -> Result<http::Response> {
        TRY(Freeze wanted, freeze_of(request.body, clock.now()));
        TRY(const Freeze freeze, freezes.create(request.principal, std::move(wanted)));
        return http::json_response(201, json::serialize(to_json(freeze, clock.now())));
      });
  add("DELETE", "/api/v1/freezes/{id:ulid}", "freeze.delete",
      [&freezes](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(freezes.remove(request.principal, std::string(request.param("id"))));
        return http::no_content();
      });
}

}  // namespace towpath::delivery
