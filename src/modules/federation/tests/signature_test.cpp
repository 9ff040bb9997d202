#include <doctest/doctest.h>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/strings.h"
#include "signature.h"

namespace towpath::federation {
namespace {

const UtcTime now = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31));
const std::string body = R"({"hello":"world"})";

/// A request with the right proof: the header that holds it, and all headers.
struct Proof {
  Scheme scheme;
  std::string header;
  http::Headers headers;
};

std::vector<Proof> right_proofs(const Secret& secret) {
  const std::string hex = to_hex(hmac_sha256(secret, body));
  std::vector<Proof> out;
  const auto add = [&](Scheme scheme, const std::string& header, const std::string& value) {
    out.push_back({scheme, header, {}});
    out.back().headers.set(header, value);
  };
  add(Scheme::bearer, "Authorization", "Bearer " + secret.reveal());
  add(Scheme::basic, "Authorization", "Basic " + to_base64("alertmanager:" + secret.reveal()));
  add(Scheme::github, "X-Hub-Signature-256", "sha256=" + hex);
  add(Scheme::gitlab_token, "X-Gitlab-Token", secret.reveal());
  add(Scheme::gitea, "X-Gitea-Signature", hex);
  add(Scheme::gitea, "X-Forgejo-Signature", hex);
  add(Scheme::pagerduty, "X-PagerDuty-Signature", "v1=" + hex);
  add(Scheme::pagerduty, "X-PagerDuty-Signature", "v1=" + std::string(64, '0') + ", v1=" + hex);
  out.push_back({Scheme::standard, "webhook-signature", {}});
  sign_standard(out.back().headers, "msg-1", now, body, secret);
  return out;
}

std::string code_of(const Status& status) { return status.has_value() ? "" : status.error().code(); }

}  // namespace

TEST_CASE("each scheme takes the right proof and refuses a wrong, a missing and a truncated one") {
  const Secret secret = new_secret(Scheme::github);
  for (const Proof& proof : right_proofs(secret)) {
    CAPTURE(to_string(proof.scheme));
    CAPTURE(proof.header);
    CHECK(code_of(verify(proof.scheme, proof.headers, body, secret, now)) == "");

    const std::string value(proof.headers.get(proof.header));
    http::Headers without;
    for (const auto& [name, each] : proof.headers.all())
      if (name != proof.header) without.add(name, each);
    CHECK(code_of(verify(proof.scheme, without, body, secret, now)) == "federation.signature_missing");
    for (std::size_t cut : {std::size_t{1}, value.size() / 4}) {
      http::Headers truncated = proof.headers;
      truncated.set(proof.header, value.substr(0, value.size() - cut));
      CHECK_FALSE(verify(proof.scheme, truncated, body, secret, now).has_value());
    }
    http::Headers longer = proof.headers;
    longer.set(proof.header, value + "0");
    CHECK_FALSE(verify(proof.scheme, longer, body, secret, now).has_value());
    CHECK(code_of(verify(proof.scheme, proof.headers, body, Secret(secret.reveal() + "x"), now)) ==
          "federation.signature_wrong");
  }
}

TEST_CASE("a signature holds for its body only") {
  const Secret secret = new_secret(Scheme::github);
  for (const Proof& proof : right_proofs(secret)) {
    if (proof.scheme == Scheme::bearer || proof.scheme == Scheme::basic || proof.scheme == Scheme::gitlab_token)
      continue;
    CAPTURE(to_string(proof.scheme));
    CHECK(code_of(verify(proof.scheme, proof.headers, body + " ", secret, now)) == "federation.signature_wrong");
  }
}

TEST_CASE("GitHub's old SHA-1 signature proves nothing") {
  http::Headers headers;
  headers.set("X-Hub-Signature", "sha1=0123456789012345678901234567890123456789");
  CHECK(code_of(verify(Scheme::github, headers, body, Secret("secret"), now)) == "federation.signature_missing");
}

TEST_CASE("Standard Webhooks: what was signed is taken for five minutes and with its own id only") {
  const Secret secret = new_secret(Scheme::standard);
  CHECK(secret.reveal().starts_with("whsec_"));
  http::Headers headers;
  sign_standard(headers, "msg-1", now, body, secret);
  for (const auto minutes : {-4, 0, 4})
    CHECK(verify(Scheme::standard, headers, body, secret, now + std::chrono::minutes(minutes)).has_value());
  for (const auto minutes : {-6, 6})
    CHECK(code_of(verify(Scheme::standard, headers, body, secret, now + std::chrono::minutes(minutes))) ==
          "federation.signature_old");

  http::Headers moved = headers;
  moved.set("webhook-id", "msg-2");
  CHECK(code_of(verify(Scheme::standard, moved, body, secret, now)) == "federation.signature_wrong");
  moved = headers;
  moved.set("webhook-timestamp", "99999999999999999999");
  CHECK_FALSE(verify(Scheme::standard, moved, body, secret, now).has_value());
}

TEST_CASE("Standard Webhooks: the example of its reference libraries") {
  http::Headers headers;
  headers.set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek");
  headers.set("webhook-timestamp", "1614265330");
  headers.set("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const UtcTime sent{std::chrono::seconds(1614265330)};
  CHECK(code_of(verify(Scheme::standard, headers, R"({"test": 2432232314})",
                       Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), sent)) == "");
}

}  // namespace towpath::federation
