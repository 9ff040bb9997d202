#include <doctest/doctest.h>

#include "network.h"

namespace towpath::federation {

TEST_CASE("public addresses may be reached, those of this machine, of private and of special networks not") {
  const Reach reach = Reach::of({}).value();
  for (const char* address : {"1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "2001:4860:4860::8888"}) {
    CAPTURE(address);
    CHECK(reach.allows(address));
  }
  for (const char* address :
       {"127.0.0.1",   "127.8.9.1",        "0.0.0.0",         "10.1.2.3",    "172.16.0.1",      "172.31.255.255",
        "192.168.1.1", "169.254.169.254",  "100.64.0.1",      "224.0.0.1",   "255.255.255.255", "::",
        "::1",         "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "fe80::1",     "fd00::1",          "ff02::1",         "2001:db8::1", "localhost",       "",
        "1.1.1",       "fe80::1%eth0"}) {
    CAPTURE(address);
    CHECK_FALSE(reach.allows(address));
  }
}

TEST_CASE("a network that is named may be reached, its neighbours not") {
  const Reach reach = Reach::of({"10.2.0.0/15", " fd00:1::/32", "192.168.7.7"}).value();
  for (const char* address : {"10.2.0.1", "10.3.255.255", "fd00:1::9", "192.168.7.7", "::ffff:10.2.0.1"})
    CHECK(reach.allows(address));
  for (const char* address : {"10.1.255.255", "10.4.0.0", "fd00:2::1", "192.168.7.8", "127.0.0.1"})
    CHECK_FALSE(reach.allows(address));
}

TEST_CASE("what is no network is refused") {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "fd00::/129", "example.org", "10.0.0/8"}) {
    CAPTURE(text);
    CHECK(Reach::of({text}).error().code() == "federation.invalid_network");
  }
}

}  // namespace towpath::federation
