#include <doctest/doctest.h>

#include "base/hmac.h"
#include "base/strings.h"

using namespace towpath;

TEST_CASE("HMAC-SHA-256 gives the values of RFC 4231") {
  CHECK(to_hex(hmac_sha256(Secret(std::string(20, '\x0b')), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(
      to_hex(hmac_sha256(Secret(std::string(131, '\xaa')), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("texts are equal in constant time only when every byte and the length are") {
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("secret", "secret"));
  CHECK_FALSE(equal_in_constant_time("secret", "secreT"));
  CHECK_FALSE(equal_in_constant_time("secret", "secre"));
}
