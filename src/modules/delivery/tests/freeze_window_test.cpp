#include <doctest/doctest.h>

#include "delivery/freezes.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

UtcTime at(const char* text) { return parse_rfc3339(text).value(); }

Freeze frozen(const char* from, const char* until) {
  Freeze freeze;
  freeze.reason = "closed";
  freeze.starts_at = at(from);
  if (until) freeze.ends_at = at(until);
  return freeze;
}

/// Every Friday from 15:00 for 64 hours: until Monday 07:00. 2026-11-27 is a Friday.
Freeze weekend() {
  Freeze freeze = frozen("2026-01-01T00:00:00.000000Z", nullptr);
  freeze.weekly = WeeklyWindow{{"fri"}, 15 * 60, 64 * 60};
  return freeze;
}

}  // namespace

TEST_SUITE("freeze windows") {
  TEST_CASE("a freeze is open from its start to just before its end") {
    const Freeze freeze = frozen("2026-12-23T15:00:00.000000Z", "2027-01-04T07:00:00.000000Z");
    CHECK_FALSE(open_until(freeze, at("2026-12-23T14:59:59.999999Z")));
    CHECK(open_until(freeze, at("2026-12-23T15:00:00.000000Z")) == at("2027-01-04T07:00:00.000000Z"));
    CHECK(open_until(freeze, at("2027-01-04T06:59:59.999999Z")) == at("2027-01-04T07:00:00.000000Z"));
    CHECK_FALSE(open_until(freeze, at("2027-01-04T07:00:00.000000Z")));
  }

  TEST_CASE("a weekly window reaches over the weekend into the next week") {
    CHECK_FALSE(open_until(weekend(), at("2026-11-27T14:59:00.000000Z")));
    for (const char* time : {"2026-11-27T15:00:00.000000Z", "2026-11-28T12:00:00.000000Z",
                             "2026-11-29T23:00:00.000000Z", "2026-11-30T06:59:59.000000Z"}) {
      CAPTURE(time);
      CHECK(open_until(weekend(), at(time)) == at("2026-11-30T07:00:00.000000Z"));
    }
    CHECK_FALSE(open_until(weekend(), at("2026-11-30T07:00:00.000000Z")));
    CHECK_FALSE(open_until(weekend(), at("2026-12-02T12:00:00.000000Z")));
  }

  TEST_CASE("a weekly window ends with its freeze, and of two openings the later end counts") {
    Freeze freeze = weekend();
    freeze.ends_at = at("2026-11-28T00:00:00.000000Z");
    CHECK(open_until(freeze, at("2026-11-27T16:00:00.000000Z")) == at("2026-11-28T00:00:00.000000Z"));
    Freeze long_one = weekend();
    long_one.weekly = WeeklyWindow{{"fri", "sat"}, 15 * 60, 48 * 60};
    CHECK(open_until(long_one, at("2026-11-28T16:00:00.000000Z")) == at("2026-11-30T15:00:00.000000Z"));
  }

  TEST_CASE("nothing holds a deployment up when nothing is frozen") {
    CHECK_FALSE(held_by({}, at("2026-11-28T12:00:00.000000Z")));
    CHECK_FALSE(held_by({weekend()}, at("2026-12-02T12:00:00.000000Z")));
  }

  TEST_CASE("of several freezes the one that lasts longest is named, one without an end above all") {
    const UtcTime now = at("2026-11-28T12:00:00.000000Z");
    const Freeze shorter = frozen("2026-11-28T00:00:00.000000Z", "2026-11-28T13:00:00.000000Z");
    CHECK(held_by({shorter, weekend()}, now)->until == at("2026-11-30T07:00:00.000000Z"));
    CHECK(held_by({weekend(), shorter}, now)->until == at("2026-11-30T07:00:00.000000Z"));
    const auto held = held_by({shorter, frozen("2026-11-28T00:00:00.000000Z", nullptr), weekend()}, now);
    REQUIRE(held);
    CHECK_FALSE(held->until);
  }

  TEST_CASE("where an allowing window names a place, it is deployed to within such windows only, and denial wins") {
    Freeze allowed = frozen("2026-01-01T00:00:00.000000Z", nullptr);
    allowed.effect = "allow";
    allowed.weekly = WeeklyWindow{{"mon", "tue", "wed", "thu"}, 9 * 60, 6 * 60};
    CHECK_FALSE(held_by({allowed}, at("2026-12-01T10:00:00.000000Z")));
    CHECK(held_by({allowed}, at("2026-12-01T16:00:00.000000Z")));
    Freeze other = allowed;
    other.weekly = WeeklyWindow{{"tue"}, 15 * 60, 120};
    CHECK_FALSE(held_by({allowed, other}, at("2026-12-01T16:00:00.000000Z")));
    const Freeze denied = frozen("2026-12-01T00:00:00.000000Z", "2026-12-02T00:00:00.000000Z");
    CHECK(held_by({allowed, denied}, at("2026-12-01T10:00:00.000000Z"))->freeze.effect == "deny");
    Freeze over = allowed;
    over.ends_at = at("2026-02-01T00:00:00.000000Z");
    CHECK_FALSE(held_by({over}, at("2026-12-01T16:00:00.000000Z")));
  }
}
