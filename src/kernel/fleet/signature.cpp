#include "signature.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/id.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "json/json.h"

namespace towpath::fleet {
namespace {

constexpr std::string_view sender_header = "X-Fleet-Server", time_header = "X-Fleet-Time",
                           id_header = "X-Fleet-Request", principal_header = "X-Fleet-Principal",
                           signature_header = "X-Fleet-Signature";
constexpr std::chrono::seconds counts_for{60};
constexpr std::size_t most_remembered = 100'000;

Error invalid(std::string_view why) {
  return unauthenticated("fleet.signature_invalid", fmt::format("The request of a server is not accepted: {}.", why))
      .with_hint("The clocks of all servers must agree, and all must use the same database.");
}

boost::json::array array_of(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

std::string text_of(const auth::Principal& p) {
  return boost::json::serialize(boost::json::object{{"ref", p.ref},
                                                    {"displayName", p.display_name},
                                                    {"owners", array_of(p.owner_refs)},
                                                    {"roles", array_of(p.roles)},
                                                    {"credential", p.credential_id},
                                                    {"scope", array_of(p.scope)},
                                                    {"isSystem", p.is_system}});
}

std::vector<std::string> texts_of(const boost::json::value& array) {
  std::vector<std::string> out;
  for (const boost::json::value& each : array.as_array()) out.emplace_back(each.as_string());
  return out;
}

/// Of a text whose signature was right, so that it has the form that text_of() gave it.
auth::Principal principal_from(const boost::json::value& v) {
  return {std::string(v.at("ref").as_string()),
          std::string(v.at("displayName").as_string()),
          texts_of(v.at("owners")),
          texts_of(v.at("roles")),
          std::string(v.at("credential").as_string()),
          texts_of(v.at("scope")),
          v.at("isSystem").as_bool()};
}

/// What is signed: every part with its length, so that none can pass for two.
std::string signed_text(const http::Headers& headers, const std::string& method, const std::string& target,
                        const std::string& body_digest) {
  std::string out = "fleet-1";
  for (const std::string_view part :
       {headers.get(sender_header), headers.get(time_header), headers.get(id_header), headers.get(principal_header),
        std::string_view(method), std::string_view(target), std::string_view(body_digest)})
    out += fmt::format("|{}:{}", part.size(), part);
  return out;
}

}  // namespace

bool is_signed(const http::Headers& headers) { return headers.has(signature_header); }

void sign(http::Headers& headers, const Secret& key, const std::string& sender, const auth::Principal& principal,
          const std::string& method, const std::string& target, const std::string* body, UtcTime now) {
  headers.set(sender_header, sender);
  headers.set(time_header, to_rfc3339(now));
  headers.set(id_header, new_ulid());
  headers.set(principal_header, to_base64(text_of(principal)));
  const std::string digest = body ? sha256_hex(*body) : std::string(streamed_body);
  headers.set(signature_header, to_hex(hmac_sha256(key, signed_text(headers, method, target, digest))));
}

Result<auth::Principal> SignatureCheck::principal_of(const http::Request& request, const Secret& key, UtcTime now) {
  const std::string digest = request.body_stream ? std::string(streamed_body) : sha256_hex(request.body);
  const std::string expected =
      to_hex(hmac_sha256(key, signed_text(request.headers, request.method, request.target, digest)));
  if (!equal_in_constant_time(request.headers.get(signature_header), expected))
    return invalid("its signature is not of this fleet");
  TRY(const UtcTime at, parse_rfc3339(request.headers.get(time_header)));
  if (at > now + counts_for || at < now - counts_for) return invalid("it was signed too long ago or in the future");
  const std::string id(request.headers.get(id_header));
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(seen_, [&](const auto& each) { return each.second < now - 2 * counts_for; });
    if (seen_.size() >= most_remembered) return invalid("too many came within a minute");
    if (!seen_.emplace(id, now).second) return invalid("it has come before");
  }
  const auto text = from_base64(request.headers.get(principal_header));
  if (!text) return invalid("who asks cannot be read");
  TRY(const boost::json::value principal, json::parse(*text));
  return principal_from(principal);
}

}  // namespace towpath::fleet
