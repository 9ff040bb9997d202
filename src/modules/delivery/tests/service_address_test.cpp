#include "drivers/service_address.h"

#include <doctest/doctest.h>

using namespace towpath;
using namespace towpath::delivery;

TEST_CASE("a server's address has a host, and may have a port, a user and a password") {
  struct Case {
    const char *text, *host, *user, *password;
    int port;
  };
  for (const Case& c : {Case{"redis://db.example.org", "db.example.org", "", "", 6379},
                        {"redis://admin:secret@db.example.org:7000", "db.example.org", "admin", "secret", 7000},
                        {"redis://:only%40password@10.0.0.1/", "10.0.0.1", "", "only@password", 6379},
                        {"redis://a%3Ab:c:d@[::1]:1", "::1", "a:b", "c:d", 1}}) {
    CAPTURE(c.text);
    const auto read = read_service_address(Secret(c.text), "redis", 6379);
    REQUIRE(read.has_value());
    CHECK(read->host == c.host);
    CHECK(read->user == c.user);
    CHECK(read->password.reveal() == c.password);
    CHECK(read->port == c.port);
  }
}

TEST_CASE("a server's address that cannot be read says how to write it and repeats nothing of it") {
  for (const std::string text :
       {"", "redis", "redis://", "http://host", "redis://user:canary@", "redis://host:0", "redis://host:65536",
        "redis://host:12x", "redis://host:", "redis://host/0", "redis://us%er:canary@host", "redis://a:canary%zz@host",
        "redis://a:canary%00@host", "redis://a:canary%4", "redis://ho st", "redis://[::1", "redis://[::1]x"}) {
    CAPTURE(text);
    const auto read = read_service_address(Secret(text), "redis", 6379);
    REQUIRE(!read);
    CHECK(read.error().code() == "delivery.invalid_address");
    CHECK(read.error().hint().find("redis://user:password@host:6379") != std::string::npos);
    CHECK(read.error().message().find("canary") == std::string::npos);
  }
  CHECK(!read_service_address(Secret("redis://" + std::string(3'000, 'a')), "redis", 6379));
}
