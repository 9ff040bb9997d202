#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/strings.h"
#include "buckets/module.h"
#include "db/testing/databases.h"
#include "http/client.h"
#include "module/testing/test_kernel.h"
#include "signature.h"

namespace towpath::buckets {

std::vector<db::Migration> migrations();

/// Hides nothing, but tells rows apart as the real one does.
class FakeSealer final : public Sealer {
 public:
  Result<std::string> seal(const Secret& text, std::string_view context) override {
    if (is_locked) return unavailable("secrets.locked", "The secrets are locked.");
    return std::string(context) + "|" + text.reveal();
  }
  Result<Secret> open(std::string_view sealed, std::string_view context) override {
    if (is_locked) return unavailable("secrets.locked", "The secrets are locked.");
    const std::string prefix = std::string(context) + "|";
    if (!sealed.starts_with(prefix)) return failed("secrets.key_wrong", "This is another row's.");
    return Secret(std::string(sealed.substr(prefix.size())));
  }
  bool is_locked = false;
};

/// Buckets over HTTP on a port of their own.
struct World {
  explicit World(db::Db& db)
      : kernel(db, rights), module(make_module(kernel.lend(), sealer)), buckets(module->buckets()) {}
  ~World() {
    module->stop();
    kernel.stop();
  }

  BucketSpec spec(const std::string& name, BucketLimits limits = {}) const {
    return {name, "TP" + name, {Secret("secret-of-" + name + "-0123456789")}, limits};
  }
  /// A bucket, and the address of the API.
  BucketSpec make(const std::string& name, BucketLimits limits = {}) {
    BucketSpec made = spec(name, limits);
    REQUIRE(buckets.put(made).has_value());
    endpoint = buckets.endpoint().value();
    return made;
  }

  testing::AllowAll rights;
  testing::TestKernel kernel;
  FakeSealer sealer;
  std::unique_ptr<BucketsModule> module;
  Buckets& buckets;
  std::string endpoint;
};

/// One request on its way: `path` and `query` as they are sent.
struct Ask {
  std::string method = "GET", path = {}, query = {}, body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string payload_hash = {};  ///< "" for the body's.
  int off_seconds = 0;            ///< How far the client's clock is off.
};

inline std::string compact_time(UtcTime time) {
  std::string out;
  for (const char c : to_rfc3339(time).substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

/// A client that signs with the key of a bucket.
class Client {
 public:
  Client(World& world, BucketSpec spec) : world_(world), spec_(std::move(spec)) {}

  http::ClientRequest signed_request(const Ask& ask) const {
    http::Headers headers;
    headers.set("Host", world_.endpoint.substr(7));
    headers.set("X-Amz-Date", compact_time(world_.kernel.clock.now() + std::chrono::seconds(ask.off_seconds)));
    const std::string hash = ask.payload_hash.empty() ? sha256_hex(ask.body) : ask.payload_hash;
    headers.set("X-Amz-Content-Sha256", hash);
    for (const auto& [name, value] : ask.headers) headers.set(name, value);
    Claim claim = claim_at(std::string(headers.get("X-Amz-Date")));
    for (const auto& [name, value] : headers.all())
      if (const std::string lower = to_lower(name); lower == "host" || lower.starts_with("x-amz-"))
        claim.signed_headers.push_back(lower);
    std::sort(claim.signed_headers.begin(), claim.signed_headers.end());
    const auto query = query_pairs(ask.query).value();
    const std::string signature = sign(claim, {ask.method, ask.path, query, headers, hash});
    headers.set("Authorization", "AWS4-HMAC-SHA256 Credential=" + claim.access_key_id + "/" + claim.scope() +
                                     ", SignedHeaders=" + join(claim.signed_headers, ";") + ", Signature=" + signature);
    http::ClientRequest out{
        .method = ask.method, .url = url(ask.path, ask.query), .headers = headers, .body = ask.body};
    return out;
  }
  http::ClientResponse send(const Ask& ask) const { return fetch(signed_request(ask)); }

  http::ClientResponse put(const std::string& key, const std::string& body,
                           std::vector<std::pair<std::string, std::string>> headers = {}) const {
    return send({.method = "PUT", .path = path(key), .body = body, .headers = std::move(headers)});
  }
  http::ClientResponse get(const std::string& key,
                           std::vector<std::pair<std::string, std::string>> headers = {}) const {
    return send({.path = path(key), .headers = std::move(headers)});
  }
  http::ClientResponse list(const std::string& query) const { return send({.path = "/" + spec_.name, .query = query}); }
  std::string path(const std::string& key) const { return "/" + spec_.name + "/" + encoded(key, true); }

  /// An address that needs no header, as given to a browser.
  std::string presigned(const std::string& method, const std::string& key, int seconds) const {
    Claim claim = claim_at(compact_time(world_.kernel.clock.now()));
    claim.signed_headers = {"host"};
    claim.valid_for = std::chrono::seconds(seconds);
    const std::string query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
                              encoded(claim.access_key_id + "/" + claim.scope(), false) + "&X-Amz-Date=" + claim.time +
                              "&X-Amz-Expires=" + std::to_string(seconds) + "&X-Amz-SignedHeaders=host";
    http::Headers headers;
    headers.set("Host", world_.endpoint.substr(7));
    const auto pairs = query_pairs(query).value();
    return url(path(key),
               query + "&X-Amz-Signature=" + sign(claim, {method, path(key), pairs, headers, unsigned_payload}));
  }

  static http::ClientResponse fetch(const http::ClientRequest& request) {
    auto answer = http::fetch(request);
    REQUIRE_MESSAGE(answer.has_value(), (answer ? "" : answer.error().message()));
    return std::move(*answer);
  }
  std::string url(const std::string& path, const std::string& query) const {
    return world_.endpoint + path + (query.empty() ? "" : "?" + query);
  }

 private:
  Claim claim_at(const std::string& time) const {
    Claim claim;
    claim.access_key_id = spec_.access_key_id;
    claim.time = time;
    claim.day = time.substr(0, 8);
    return claim;
  }
  std::string sign(const Claim& claim, const SignedParts& parts) const {
    return signature_of(signing_key(spec_.secret_keys.front(), claim.day),
                        string_to_sign(claim, canonical_request(parts, claim)));
  }

  World& world_;
  const BucketSpec spec_;
};

/// The text of the first element of that name in an answer; "" when there is none.
inline std::string field(const std::string& xml, const std::string& name, std::size_t from = 0) {
  const auto begin = xml.find("<" + name + ">", from);
  if (begin == xml.npos) return "";
  const auto start = begin + name.size() + 2;
  return xml.substr(start, xml.find("</" + name + ">", start) - start);
}

/// "403 AccessDenied", or the status alone.
inline std::string outcome(const http::ClientResponse& answer) {
  const std::string code = field(answer.body, "Code");
  return std::to_string(answer.status) + (code.empty() ? "" : " " + code);
}

inline void on_each_database(const std::function<void(World&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    World world(database.db());
    test(world);
  });
}

inline void on_memory(const std::function<void(World&)>& test) {
  const auto db = db::testing::memory_database(testing::with_kernel_migrations(migrations()));
  World world(*db);
  test(world);
}

}  // namespace towpath::buckets
