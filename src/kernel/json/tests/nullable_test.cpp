#include "json/nullable.h"

#include <doctest/doctest.h>

#include <boost/json/value.hpp>

using namespace towpath;

TEST_CASE("what is absent is null, what is there is its text") {
  CHECK(json::text_or_null("").is_null());
  CHECK(json::text_or_null("rel-1") == "rel-1");
  CHECK(json::time_or_null(std::nullopt).is_null());
  CHECK(json::time_or_null(parse_rfc3339("2026-01-05T09:00:00.000000Z").value()) == "2026-01-05T09:00:00.000000Z");
}
