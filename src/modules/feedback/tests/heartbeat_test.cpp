#include "heartbeat.h"

#include <doctest/doctest.h>

namespace towpath::feedback {
namespace {

UtcTime at(const char* text) { return parse_rfc3339(std::string(text) + ":00.000000Z").value(); }

}  // namespace

TEST_SUITE("the platform's heartbeat") {
  TEST_CASE("five working days leave out Saturday and Sunday") {
    struct Row {
      const char *sent, *due;
    };
    for (const Row& row : {Row{"2026-11-23T10:00", "2026-11-30T10:00"},     // Monday
                           Row{"2026-11-25T10:00", "2026-12-02T10:00"},     // Wednesday
                           Row{"2026-11-27T18:00", "2026-12-04T18:00"},     // Friday
                           Row{"2026-11-28T09:00", "2026-12-07T00:00"},     // Saturday counts from Monday
                           Row{"2026-11-29T23:00", "2026-12-07T00:00"}}) {  // Sunday, too
      CAPTURE(row.sent);
      CHECK(to_rfc3339(five_working_days_after(at(row.sent))) == to_rfc3339(at(row.due)));
    }
  }

  TEST_CASE("counts what was answered in time among what is due or answered") {
    const UtcTime monday = at("2026-11-02T10:00"), now = at("2026-11-28T10:00");
    const std::vector<Reaction> reactions{{monday, at("2026-11-03T10:00")},                  // in time
                                          {monday, at("2026-11-20T10:00")},                  // too late
                                          {monday, std::nullopt},                            // never
                                          {at("2026-11-26T10:00"), at("2026-11-26T11:00")},  // early
                                          {at("2026-11-27T10:00"), std::nullopt}};           // still time

    const Heartbeat beat = heartbeat_of(reactions, at("2026-11-20T09:00"), now);

    CHECK(beat.answered_in_time_n == 4);
    CHECK(beat.answered_in_time == doctest::Approx(0.5));
    CHECK(beat.days_since_improvement == 8);
  }

  TEST_CASE("no data is no number") {
    const Heartbeat beat = heartbeat_of({}, std::nullopt, at("2026-11-28T10:00"));

    CHECK_FALSE(beat.answered_in_time.has_value());
    CHECK_FALSE(beat.days_since_improvement.has_value());
  }
}

}  // namespace towpath::feedback
