#include "movable_clock.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <fstream>

#include "base/product.h"
#include "json/object_reader.h"
#include "log/log.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark_name = "test-clock";
constexpr std::chrono::seconds longest_move{std::chrono::years(10)};

/// Whether a server ran here before.
bool is_used(const fs::path& data) { return fs::exists(data / "host-id") || fs::exists(data / product::database_file); }

}  // namespace

Status MovableClock::allow_moving(const fs::path& data) {
  const fs::path mark = data / mark_name;
  if (!fs::exists(mark) && is_used(data))
    return conflict("app.test_clock_refused",
                    fmt::format("{} holds data of a server whose clock was the system's; --test-clock is for tests.",
                                data.string()))
        .with_hint("Start without --test-clock, or with --data and an empty folder.");
  std::int64_t seconds = 0;
  std::ifstream(mark) >> seconds;
  ahead_ = std::chrono::microseconds(std::chrono::seconds(seconds)).count();
  std::ofstream(mark, std::ios::trunc) << seconds << "\n";
  mark_ = mark;
  log::warn("this server is for tests: its clock can be moved", {{"ahead_seconds", seconds}});
  return ok();
}

Status MovableClock::move(std::chrono::seconds by) {
  if (!can_move() || by < std::chrono::seconds(1) || by > longest_move)
    return invalid_input("app.invalid_move", "The clock cannot be moved so.")
        .with_field("/advanceSeconds", fmt::format("must be from 1 to {}", longest_move.count()));
  ahead_ += std::chrono::microseconds(by).count();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::microseconds(ahead_.load()));
  std::ofstream(mark_, std::ios::trunc) << seconds.count() << "\n";
  log::warn("the clock of this server for tests was moved", {{"ahead_seconds", seconds.count()}});
  return ok();
}

void add_test_clock_route(http::Router& router, MovableClock& clock, std::function<void()> on_moved) {
  router.add(
      {.method = "POST",
       .pattern = "/api/v1/test-clock",
       .permission = "platform.write",
       .handler = [&clock, on_moved](const http::Request& request) -> Result<http::Response> {
         TRY(auto body, json::ObjectReader::parse(request.body));
         const std::int64_t seconds = body.required_integer("advanceSeconds");
         CHECK_OK(body.finish());
         CHECK_OK(clock.move(std::chrono::seconds(seconds)));
         on_moved();
         return http::json_response(200, boost::json::serialize(boost::json::object{{"now", to_rfc3339(clock.now())}}));
       }});
}

}  // namespace towpath::app
