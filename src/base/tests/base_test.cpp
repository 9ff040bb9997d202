#include <doctest/doctest.h>

#include "base/clip.h"
#include "base/id.h"
#include "base/json_string.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/strings.h"
#include "base/time.h"

using namespace towpath;

TEST_SUITE("base") {
  TEST_CASE("identifiers made later sort later, also within a millisecond") {
    std::string previous = new_ulid();
    for (int i = 0; i < 10'000; ++i) {
      std::string next = new_ulid();
      REQUIRE(is_ulid(next));
      REQUIRE(previous < next);
      previous = std::move(next);
    }
  }

  TEST_CASE("a time survives being written and read") {
    const UtcTime t(std::chrono::microseconds(1'700'000'000'123'456));

    CHECK(to_rfc3339(t) == "2023-11-14T22:13:20.123456Z");
    CHECK(parse_rfc3339(to_rfc3339(t)).value() == t);
  }

  TEST_CASE("text that is not a UTC time is refused with an example of one") {
    for (const char* text : {"", "2023-11-14", "2023-11-14T22:13:20Z", "2023-13-14T22:13:20.123456Z",
                             "2023-11-14T22:13:20.123456+01:00"}) {
      CAPTURE(text);
      const auto parsed = parse_rfc3339(text);
      REQUIRE_FALSE(parsed.has_value());
      CHECK(parsed.error().code() == "base.invalid_time");
      CHECK(parsed.error().hint().find("2026-01-31T12:00:00.000000Z") != std::string::npos);
    }
  }

  TEST_CASE("a moved-from secret holds nothing") {
    Secret secret("hunter2");

    const Secret taken = std::move(secret);

    CHECK(taken.reveal() == "hunter2");
    CHECK(secret.empty());  // NOLINT: the state after a move is the behaviour under test
  }

  TEST_CASE("the nearest word is offered for a slip and nothing for a stranger") {
    const std::vector<std::string> words{"deploy", "promote", "rollback"};

    CHECK(nearest("deplyo", words) == "deploy");
    CHECK(nearest("Rolback", words) == "rollback");
    CHECK_FALSE(nearest("kubernetes", words).has_value());
  }

  TEST_CASE("splitting and joining are each other's opposite") {
    for (const std::string text : {"", "a", "a,b", ",a,,b,"}) CHECK(join(split(text, ','), ",") == text);
  }

  TEST_CASE("what is clipped ends between two characters") {
    CHECK(clipped("short", 5) == "short");
    CHECK(clipped("longer", 4) == "long");
    CHECK(clipped("a\u00e9", 2) == "a");
    CHECK(clipped("a\u00e9", 3) == "a\u00e9");
    CHECK(clipped("\U0001F6A7", 3).empty());
    CHECK(clipped("", 0).empty());
  }

  TEST_CASE("only well-formed UTF-8 is accepted") {
    for (const std::string text : {"", "plain", "gr\xc3\xbc\xc3\x9f", "\xe2\x82\xac", "\xf0\x9f\x9a\x80"})
      CHECK(is_utf8(text));
    for (const std::string text : {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xe0\x80\x80"})
      CHECK_FALSE(is_utf8(text));
  }

  TEST_CASE("a JSON string escapes what RFC 8259 asks for and nothing else") {
    std::string out;
    append_json_string(out, std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f gr\u00fc\u00df \0", 20));
    CHECK(out == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f gr\u00fc\u00df \\u0000\"");
  }
}
