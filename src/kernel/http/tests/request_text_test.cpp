#include <doctest/doctest.h>

#include "http/http.h"
#include "request_text.h"

using namespace towpath;

TEST_CASE("percent decoding gives the bytes, or nothing for what is broken") {
  CHECK(http::percent_decode("a%2Fb%41") == "a/bA");
  CHECK(http::percent_decode("a+b") == "a+b");
  CHECK(http::percent_decode("a+b", http::Plus::space) == "a b");
  for (const char* broken : {"%", "%4", "%zz", "a%00b"}) {
    CAPTURE(broken);
    CHECK_FALSE(http::percent_decode(broken));
  }
}

TEST_CASE("percent encoding is undone by decoding") {
  std::string all;
  for (int i = 1; i < 256; ++i) all += static_cast<char>(i);
  CHECK(http::percent_encode("a/b c~é") == "a%2Fb%20c~%C3%A9");
  CHECK(http::percent_decode(http::percent_encode(all)) == all);
}

TEST_CASE("the last of a repeated query parameter wins and broken pairs are left out") {
  const auto query = http::parse_query("a=1&b=x%20y+z&a=2&flag&=none&c=%zz&&d=");
  CHECK(query == std::map<std::string, std::string>{{"a", "2"}, {"b", "x y z"}, {"flag", ""}, {"d", ""}});
}

TEST_CASE("cookies are read as browsers send them") {
  const auto cookies = http::parse_cookies("a=1; b=\"two\";c=x=y; broken; a=3;  =z");
  CHECK(cookies == std::map<std::string, std::string>{{"a", "1"}, {"b", "two"}, {"c", "x=y"}});
}

TEST_CASE("gzip is used only when the client accepts it") {
  for (const char* yes : {"gzip", "br, gzip;q=0.5", "GZIP", "*", "deflate, *;q=0.1"}) {
    CAPTURE(yes);
    CHECK(http::accepts_gzip(yes));
  }
  for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "identity"}) {
    CAPTURE(no);
    CHECK_FALSE(http::accepts_gzip(no));
  }
}

TEST_CASE("a host is compared without its port and case") {
  CHECK(http::host_without_port("LocalHost:7080") == "localhost");
  CHECK(http::host_without_port("localhost") == "localhost");
  CHECK(http::host_without_port("[::1]:7080") == "::1");
  CHECK(http::host_without_port("[::1") == "::1");
  CHECK(http::host_without_port("") == "");
}

TEST_CASE("a request id is kept only when it cannot spoil a log line") {
  CHECK(http::is_sane_request_id("01JD0QZ0V5T7KX9B3M2N4P6R8S"));
  for (const char* bad : {"", "short", "with space inside", "line\nfeed-here"})
    CHECK_FALSE(http::is_sane_request_id(bad));
}
