#include <doctest/doctest.h>

#include "message_head.h"

using namespace towpath::proxy;

namespace {

std::optional<HeadProblem> parse(const std::string& text, MessageHead& head) {
  REQUIRE(head_length(text, 0) == text.size());
  return parse_request(text, head);
}

}  // namespace

TEST_CASE("a request head is read into its parts") {
  MessageHead head;
  const std::string text = "POST /a/b?c=d HTTP/1.1\r\nHost: Shop.test:7081\r\nX-Empty:\r\nContent-Length:  12 \r\n\r\n";

  REQUIRE(!parse(text, head));

  CHECK(head.method == "POST");
  CHECK(head.path == "/a/b?c=d");
  CHECK(head.host == "Shop.test:7081");
  CHECK(head.framing == Framing::length);
  CHECK(head.length == 12);
  CHECK(head.keep_alive);
  CHECK(head.find("x-empty")->value.empty());
}

TEST_CASE("an absolute target names the host") {
  MessageHead head;
  const std::string text = "GET http://b.test/x?y HTTP/1.1\r\nHost: a.test\r\n\r\n";

  REQUIRE(!parse(text, head));

  CHECK(head.host == "b.test");
  CHECK(head.path == "/x?y");
}

TEST_CASE("requests that intermediaries read differently are refused") {
  const std::pair<const char*, int> cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"GET /\r\nHost: a\r\n\r\n", 400},
      {"GET / x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET relative HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1,1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
  };
  for (const auto& [text, status] : cases) {
    CAPTURE(text);
    MessageHead head;

    const auto problem = parse(text, head);

    REQUIRE(problem);
    CHECK(problem->status == status);
  }
}

TEST_CASE("a response's framing follows its status, its request and its fields") {
  struct Case {
    const char* text;
    const char* method;
    Framing framing;
    bool keeps;
  };
  const Case cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "GET", Framing::length, true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD", Framing::none, true},
      {"HTTP/1.1 204 No Content\r\n\r\n", "GET", Framing::none, true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "GET", Framing::none, true},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", "GET", Framing::chunked, true},
      {"HTTP/1.1 200 OK\r\n\r\n", "GET", Framing::until_close, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n", "GET", Framing::length, false},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "GET", Framing::none, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    MessageHead head;

    REQUIRE(!parse_response(c.text, c.method, head));

    CHECK(head.framing == c.framing);
    CHECK(head.keep_alive == c.keeps);
  }
}

TEST_CASE("fields of one connection are known, also those that Connection names") {
  MessageHead head;
  const std::string text =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nX-Other: 2\r\nTE: trailers\r\n\r\n";
  REQUIRE(!parse(text, head));

  CHECK(is_hop_by_hop(head, "x-mine"));
  CHECK(is_hop_by_hop(head, "TE"));
  CHECK(is_hop_by_hop(head, "connection"));
  CHECK(!is_hop_by_hop(head, "x-other"));
}

TEST_CASE("the end of a chunked body is found however its bytes are cut") {
  const std::string body = "5;ext=\"x\"\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nTrailer: yes\r\n\r\n";
  const std::string next = "GET / HTTP/1.1\r\n";
  for (std::size_t cut = 1; cut < body.size(); ++cut) {
    CAPTURE(cut);
    ChunkScanner scanner;

    const auto first = scanner.scan(std::string_view(body).substr(0, cut));
    const bool done_early = scanner.is_done();
    const auto second = scanner.scan(body.substr(cut) + next);

    CHECK(!done_early);
    CHECK(first + second == body.size());
    CHECK(scanner.is_done());
  }
}

TEST_CASE("malformed chunks are found out") {
  for (const auto* text :
       {"x\r\n", "\r\n", "5\nhello", "5\r\nhelloX", "5\r\nhello\rX", "ffffffffffffffff\r\n", "0\r\n\n", "1 ;\n"}) {
    CAPTURE(text);
    ChunkScanner scanner;

    scanner.scan(text);

    CHECK(scanner.is_broken());
  }
}
