#include "buckets_world.h"

namespace towpath::buckets {
namespace {

TEST_CASE("only who has the bucket's own key gets in") {
  on_each_database([](World& w) {
    const BucketSpec mine = w.make("mine"), other = w.make("other");
    const Client owner(w, mine), neighbour(w, other);
    owner.put("k", "secret");
    BucketSpec wrong = mine;
    wrong.secret_keys = {Secret("another-secret-0123456789")};
    BucketSpec unknown = mine;
    unknown.access_key_id = "TPnobody";

    CHECK(owner.get("k").body == "secret");
    CHECK(outcome(Client(w, wrong).get("k")) == "403 SignatureDoesNotMatch");
    CHECK(outcome(Client(w, unknown).get("k")) == "403 InvalidAccessKeyId");
    CHECK(outcome(neighbour.send({.path = "/mine/k"})) == "403 AccessDenied");
    CHECK(outcome(neighbour.send({.method = "PUT", .path = "/mine/k", .body = "x"})) == "403 AccessDenied");
    CHECK(outcome(neighbour.send({.path = "/nowhere/k"})) == "403 AccessDenied");
    CHECK(outcome(Client::fetch({.url = owner.url("/mine/k", "")})) == "403 AccessDenied");
    CHECK(outcome(Client::fetch({.method = "PUT", .url = owner.url("/mine/k", ""), .body = "x"})) ==
          "403 AccessDenied");
    CHECK(owner.get("k").body == "secret");
  });
}

TEST_CASE("a request that was changed on its way is refused") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("a", "a");
    client.put("b", "b");
    const auto changed = [&](const std::function<void(http::ClientRequest&)>& change) {
      auto request = client.signed_request({.path = client.path("a")});
      change(request);
      return outcome(Client::fetch(request));
    };

    CHECK(changed([](auto&) {}) == "200");
    CHECK(changed([&](auto& r) { r.url = client.url(client.path("b"), ""); }) == "403 SignatureDoesNotMatch");
    CHECK(changed([](auto& r) { r.method = "DELETE"; }) == "403 SignatureDoesNotMatch");
    CHECK(changed([](auto& r) { r.url += "?versionId=null"; }) == "403 SignatureDoesNotMatch");
    CHECK(changed([](auto& r) { r.headers.set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"); }) ==
          "403 SignatureDoesNotMatch");
    CHECK(changed([](auto& r) { r.headers.set("x-amz-copy-source", "shop/b"); }) == "403 AccessDenied");
    CHECK(client.get("a").body == "a");
  });
}

TEST_CASE("requests of clocks that are off are refused") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("k", "x");

    CHECK(client.send({.path = client.path("k"), .off_seconds = 14 * 60}).status == 200);
    CHECK(client.send({.path = client.path("k"), .off_seconds = -14 * 60}).status == 200);
    CHECK(outcome(client.send({.path = client.path("k"), .off_seconds = 16 * 60})) == "403 RequestTimeTooSkewed");
    CHECK(outcome(client.send({.path = client.path("k"), .off_seconds = -16 * 60})) == "403 RequestTimeTooSkewed");
  });
}

TEST_CASE("a presigned address works until it expires, for what it was made for") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("k", "x");
    client.put("other", "y");
    const std::string address = client.presigned("GET", "k", 60);
    const std::string upload = client.presigned("PUT", "up", 60);

    CHECK(Client::fetch({.url = address}).body == "x");
    CHECK(outcome(Client::fetch({.method = "PUT", .url = upload, .body = "sent"})) == "200");
    CHECK(client.get("up").body == "sent");
    CHECK(outcome(Client::fetch({.method = "DELETE", .url = address})) == "403 SignatureDoesNotMatch");
    std::string moved = address;
    moved.replace(moved.find("/k?"), 3, "/other?");
    CHECK(outcome(Client::fetch({.url = moved})) == "403 SignatureDoesNotMatch");
    CHECK(outcome(Client::fetch({.url = address + "&response-content-type=text/html"})) == "403 SignatureDoesNotMatch");
    std::string longer = address;
    longer.replace(longer.find("Expires=60"), 10, "Expires=600");
    CHECK(outcome(Client::fetch({.url = longer})) == "403 SignatureDoesNotMatch");
    w.kernel.clock.advance(std::chrono::seconds(61));
    const auto late = Client::fetch({.url = address});
    CHECK(outcome(late) == "403 AccessDenied");
    CHECK(field(late.body, "Message") == "Request has expired.");
  });
}

TEST_CASE("two secret keys are valid while they are being replaced, then only the one that is kept") {
  on_each_database([](World& w) {
    const BucketSpec old = w.make("shop");
    BucketSpec fresh = old, both = old;
    fresh.secret_keys = {Secret("the-new-secret-0123456789")};
    both.secret_keys = {fresh.secret_keys.front(), old.secret_keys.front()};
    const Client before(w, old), after(w, fresh);
    before.put("k", "x");

    CHECK(outcome(after.get("k")) == "403 SignatureDoesNotMatch");
    REQUIRE(w.buckets.put(both).has_value());
    CHECK(before.get("k").body == "x");
    CHECK(after.get("k").body == "x");
    REQUIRE(w.buckets.put(fresh).has_value());
    CHECK(outcome(before.get("k")) == "403 SignatureDoesNotMatch");
    CHECK(after.get("k").body == "x");
  });
}

TEST_CASE("a bucket that is kept aside lets nobody in and keeps its objects; a new one of its name is empty") {
  on_each_database([](World& w) {
    const BucketSpec spec = w.make("shop");
    const Client client(w, spec);
    client.put("k", "x");

    REQUIRE(w.buckets.keep_aside("shop", "shop-deleted-20260105").has_value());
    CHECK(outcome(client.get("k")) == "403 InvalidAccessKeyId");
    CHECK(w.buckets.find("shop-deleted-20260105")->objects == 1);
    CHECK_FALSE(w.buckets.find("shop-deleted-20260105")->is_open);
    REQUIRE(w.buckets.put(spec).has_value());
    CHECK(outcome(client.get("k")) == "404 NoSuchKey");
    CHECK(w.buckets.keep_aside("shop", "shop-deleted-20260105").error().code() == "buckets.invalid_bucket");
    CHECK(needed_blobs(w.kernel.lend()).size() == 1);
    REQUIRE(w.buckets.remove("shop-deleted-20260105").has_value());
    CHECK(w.buckets.remove("shop-deleted-20260105").has_value());
    CHECK(needed_blobs(w.kernel.lend()).empty());
    CHECK(w.buckets.list().size() == 1);
  });
}

TEST_CASE("a bucket with more objects than one transaction takes is removed whole") {
  on_memory([](World& w) {
    const Client client(w, w.make("shop"));
    client.put("k", "x");
    for (int i = 0; i < 1200; ++i)
      CHECK(outcome(client.put("c" + std::to_string(i), "", {{"x-amz-copy-source", "shop/k"}})) == "200");

    REQUIRE(w.buckets.remove("shop").has_value());

    CHECK(w.buckets.list().empty());
    CHECK(needed_blobs(w.kernel.lend()).empty());
  });
}

TEST_CASE("nobody gets in while the secrets are locked") {
  on_memory([](World& w) {
    const BucketSpec spec = w.make("shop");
    w.sealer.is_locked = true;

    CHECK(outcome(Client(w, spec).get("k")) == "503 ServiceUnavailable");
    CHECK(w.buckets.put(spec).error().code() == "secrets.locked");
  });
}

TEST_CASE("names, keys and limits of buckets are checked") {
  on_memory([](World& w) {
    const auto code = [&](const std::function<void(BucketSpec&)>& change) {
      BucketSpec spec = w.spec("shop");
      change(spec);
      return w.buckets.put(spec).error().code();
    };
    for (const char* name : {"", "ab", "-abc", "abc-", "Abc", "a_c", "a.c"})
      CHECK(code([&](BucketSpec& s) { s.name = name; }) == "buckets.invalid_bucket");
    CHECK(code([](BucketSpec& s) { s.secret_keys.clear(); }) == "buckets.invalid_bucket");
    CHECK(code([](BucketSpec& s) { s.secret_keys = {Secret("short")}; }) == "buckets.invalid_bucket");
    CHECK(code([](BucketSpec& s) { s.secret_keys = {Secret("long enough for it\nbut two")}; }) ==
          "buckets.invalid_bucket");
    CHECK(code([](BucketSpec& s) { s.limits.bytes = -1; }) == "buckets.invalid_bucket");
  });
}

TEST_CASE("the port stays the same over restarts") {
  on_memory([](World& w) {
    w.make("shop");
    const std::string before = w.endpoint;
    w.module->stop();
    FakeSealer sealer;
    const auto again = make_module(w.kernel.lend(), sealer);
    again->start();

    CHECK(again->buckets().endpoint().value() == before);
    CHECK(http::fetch({.url = before}).value().status == 403);
    again->stop();
    CHECK_FALSE(again->buckets().endpoint().has_value());
  });
}

}  // namespace
}  // namespace towpath::buckets
