#include "signature.h"

#include <doctest/doctest.h>

namespace towpath::fleet {
namespace {

const UtcTime now = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();
const Secret key("key-canary");

auth::Principal alice() {
  auth::Principal p{"user:default/alice", "Alice", {"user:default/alice", "group:default/team"}, {"member"}, "token:1"};
  p.scope = {"run.read"};
  return p;
}

http::Request signed_request(const std::string& body = "{}") {
  http::Request request;
  request.method = "POST";
  request.target = "/api/v1/runs?limit=1";
  request.body = body;
  sign(request.headers, key, "host-a", alice(), request.method, request.target, &request.body, now);
  return request;
}

std::string refusal(SignatureCheck& check, const http::Request& request, UtcTime at = now) {
  const auto principal = check.principal_of(request, key, at);
  REQUIRE_FALSE(principal.has_value());
  CHECK(principal.error().message().find("canary") == std::string::npos);
  return principal.error().code();
}

}  // namespace

TEST_SUITE("requests between servers") {
  TEST_CASE("who asked comes along whole") {
    SignatureCheck check;
    const http::Request request = signed_request();
    CHECK(is_signed(request.headers));
    const auto principal = check.principal_of(request, key, now);
    REQUIRE(principal.has_value());
    CHECK(principal->ref == "user:default/alice");
    CHECK(principal->display_name == "Alice");
    CHECK(principal->owner_refs == alice().owner_refs);
    CHECK(principal->roles == std::vector<std::string>{"member"});
    CHECK(principal->credential_id == "token:1");
    CHECK(principal->scope == std::vector<std::string>{"run.read"});
    CHECK_FALSE(principal->is_system);
  }

  TEST_CASE("neither key nor signature is in the target, and the key is in no header") {
    const http::Request request = signed_request();
    CHECK(request.target == "/api/v1/runs?limit=1");
    for (const auto& [name, value] : request.headers.all()) CHECK(value.find("canary") == std::string::npos);
  }

  TEST_CASE("what was changed on the way, is old, or comes twice is refused") {
    SignatureCheck check;
    http::Request other = signed_request();
    other.target = "/api/v1/runs?limit=2";
    CHECK(refusal(check, other) == "fleet.signature_invalid");
    other = signed_request();
    other.body = "{ }";
    CHECK(refusal(check, other) == "fleet.signature_invalid");
    other = signed_request();
    other.method = "DELETE";
    CHECK(refusal(check, other) == "fleet.signature_invalid");
    for (const char* header : {"X-Fleet-Server", "X-Fleet-Time", "X-Fleet-Request", "X-Fleet-Principal"}) {
      other = signed_request();
      other.headers.set(header, "e30=");
      CHECK(refusal(check, other) == "fleet.signature_invalid");
    }
    CHECK(refusal(check, signed_request(), now + std::chrono::seconds(61)) == "fleet.signature_invalid");
    CHECK(refusal(check, signed_request(), now - std::chrono::seconds(61)) == "fleet.signature_invalid");
    const http::Request twice = signed_request();
    CHECK(check.principal_of(twice, key, now).has_value());
    CHECK(refusal(check, twice) == "fleet.signature_invalid");
  }

  TEST_CASE("another key signs nothing") {
    SignatureCheck check;
    const auto principal = check.principal_of(signed_request(), Secret("another"), now);
    REQUIRE_FALSE(principal.has_value());
    CHECK(principal.error().code() == "fleet.signature_invalid");
  }
}

}  // namespace towpath::fleet
