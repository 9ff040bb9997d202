#include <doctest/doctest.h>

#include "base/time_text.h"

using namespace towpath;

TEST_CASE("times of others are read in the forms they write") {
  for (const auto& [text, expected] : {std::pair("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.000000Z"),
                                       std::pair("2026-01-31T08:00:00.123456789Z", "2026-01-31T08:00:00.123456Z"),
                                       std::pair("2026-01-31T08:00:00+01:00", "2026-01-31T07:00:00.000000Z"),
                                       std::pair("2026-01-31t23:30:00-0130", "2026-02-01T01:00:00.000000Z"),
                                       std::pair("2016-08-12 15:23:28 UTC", "2016-08-12T15:23:28.000000Z"),
                                       std::pair("2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00.000000Z")}) {
    CAPTURE(text);
    const auto read = read_time(text);
    REQUIRE(read.has_value());
    CHECK(to_rfc3339(*read) == expected);
  }
}

TEST_CASE("what is no time of this age is nothing") {
  for (const char* text :
       {"", "2026-01-31", "2026-01-31T08:00:00", "2026-02-30T08:00:00Z", "2026-01-31T25:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "2026-01-31T08:00:00+25:00", "2026-01-31T08:00:00Zx", "-026-01-31T08:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(read_time(text).has_value());
  }
}
