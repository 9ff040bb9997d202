#include <doctest/doctest.h>

#include <atomic>
#include <mutex>

#include "courier.h"
#include "federation_world.h"
#include "http/server.h"
#include "json/json.h"
#include "subscription_service.h"

// From a subscription to the receiver's door, on both databases, with a real receiver.

namespace towpath::federation {
namespace {

/// Somebody who is told things and answers as a test wants.
class Receiver {
 public:
  Receiver() {
    router_.add({.method = "POST",
                 .pattern = "/hook/{token}",
                 .permission = "public",
                 .handler = [this](const http::Request& request) -> Result<http::Response> {
                   const std::lock_guard lock(mutex_);
                   requests_.push_back(request);
                   http::Response response;
                   response.status = status;
                   if (status == 302) response.headers.set("Location", url());
                   return response;
                 },
                 .accepts = ""});
    server_ = http::Server::start(router_, {.address = "127.0.0.1", .port = 0, .workers = 1}).value();
  }
  ~Receiver() { server_->drain(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook/s3cr3t"; }
  std::vector<http::Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::atomic<int> status = 204;

 private:
  http::Router router_;
  std::mutex mutex_;  // guards requests_
  std::vector<http::Request> requests_;
  std::unique_ptr<http::Server> server_;
};

struct Post {
  explicit Post(World& w, std::vector<std::string> networks = {"127.0.0.0/8"})
      : world(w), reach(Reach::of(networks).value()) {}

  SubscriptionWithSecret subscribe(const std::string& url, const std::string& format = "cdevents",
                                   std::vector<std::string> topics = {}) {
    auto made =
        subscriptions.create(world.team, {.name = "ops", .url = url, .format = format, .topics = std::move(topics)});
    REQUIRE_MESSAGE(made.has_value(), made.error().message());
    return std::move(*made);
  }
  void tell(const Telling& telling) {
    world.lent.db
        .transact([&](db::Tx& tx) -> Status {
          courier.put(tx, telling, "test.happened");
          return ok();
        })
        .value();
  }
  std::vector<Delivery> all() { return subscriptions.deliveries(world.team, "ops", {}).value().items; }

  World& world;
  const Reach reach;
  KeyRing ring{world.keys};
  Courier courier{world.lent, ring, reach};
  SubscriptionService subscriptions{world.lent, world.keys, reach};
};

const Telling live{"deployments", "shop", R"({"specversion":"1.0"})", "*shop* is live."};

}  // namespace

TEST_SUITE("what others are told") {
  TEST_CASE("comes signed, once, with the same id at every attempt") {
    Receiver receiver;
    on_each_database([&](World& w) {
      Post post(w);
      const auto made = post.subscribe(receiver.url());
      const std::size_t before = receiver.requests().size();
      receiver.status = 500;
      post.tell(live);

      const auto next = post.courier.round({});
      REQUIRE(next.has_value());
      CHECK(*next - w.kernel.clock.now() == std::chrono::seconds(5));
      CHECK(post.all()[0].last_status == 500);
      receiver.status = 204;
      CHECK(post.courier.round({}).has_value());  // not due yet
      w.kernel.clock.advance(std::chrono::seconds(5));
      CHECK_FALSE(post.courier.round({}).has_value());

      const auto requests = receiver.requests();
      REQUIRE(requests.size() == before + 2);
      const http::Request& last = requests.back();
      CHECK(last.headers.get("Content-Type") == "application/cloudevents+json; charset=utf-8");
      CHECK(last.body == live.cdevent);
      CHECK(verify(Scheme::standard, last.headers, last.body, made.secret, w.kernel.clock.now()).has_value());
      CHECK(last.headers.get("webhook-id") == requests[before].headers.get("webhook-id"));
      CHECK(post.all()[0].state == "delivered");
      CHECK(post.all()[0].attempts == 2);
    });
  }

  TEST_CASE("is given up after eight attempts, shown as dead, and sent again when somebody says so") {
    Receiver receiver;
    on_each_database([&](World& w) {
      Post post(w);
      post.subscribe(receiver.url());
      receiver.status = 503;
      post.tell(live);

      int rounds = 0;
      for (auto next = post.courier.round({}); next; next = post.courier.round({})) {
        REQUIRE(++rounds < 20);
        w.kernel.clock.advance(*next - w.kernel.clock.now());
      }

      const Delivery dead = post.all()[0];
      CHECK(dead.state == "dead");
      CHECK(dead.attempts == 8);
      CHECK(dead.last_error.find("answered 503") != std::string::npos);
      CHECK(dead.last_error.find("s3cr3t") == std::string::npos);
      receiver.status = 200;
      REQUIRE(post.subscriptions.redeliver(w.team, "ops", dead.id).has_value());
      post.courier.round({});
      CHECK(post.all()[0].state == "delivered");
      CHECK(post.subscriptions.redeliver(w.team, "ops", "01JD8XZ4B6W7Y2E9P3T5V0QRST").error().code() ==
            "federation.delivery_not_found");
    });
  }

  TEST_CASE("survives a server that dies in the middle of an attempt") {
    Receiver receiver;
    on_each_database([&](World& w) {
      Post post(w);
      post.subscribe(receiver.url());
      post.tell(live);
      DeliveryStore store;  // the attempt of the server that died: claimed, and nobody tells how it ended
      const UtcTime lost_at = w.kernel.clock.now() + std::chrono::minutes(2);
      w.lent.db
          .transact([&](db::Tx& tx) -> Status {
            REQUIRE(store.claim(tx, w.kernel.clock.now(), lost_at).has_value());
            return ok();
          })
          .value();

      Post another(w);
      CHECK(another.courier.round({}) == lost_at);
      w.kernel.clock.advance(std::chrono::minutes(2));
      CHECK_FALSE(another.courier.round({}).has_value());
      CHECK(another.all()[0].state == "delivered");
    });
  }

  TEST_CASE("never reaches an address of this machine that nobody allowed, nor follows a redirect") {
    Receiver receiver;
    on_each_database([&](World& w) {
      const std::size_t before = receiver.requests().size();
      Post post(w, {});
      CHECK(post.subscriptions.create(w.team, {.name = "ops", .url = receiver.url()}).error().fields()[0].path ==
            "/url");
      // A name tells only when it is resolved.
      const std::string named = replace_all(receiver.url(), "127.0.0.1", "localhost");
      post.subscribe(named);
      post.tell(live);
      post.courier.round({});
      CHECK(receiver.requests().size() == before);
      CHECK(post.all()[0].last_error.find("--webhook-networks") != std::string::npos);

      Post allowed(w);
      receiver.status = 302;
      REQUIRE(allowed.subscriptions.change(w.team, "ops", {.url = receiver.url()}).has_value());
      w.kernel.clock.advance(std::chrono::seconds(5));
      allowed.courier.round({});
      CHECK(receiver.requests().size() == before + 1);
      CHECK(allowed.all()[0].last_status == 302);
      CHECK(allowed.all()[0].state == "waiting");
    });
  }

  TEST_CASE("an address that does not answer keeps what else is for it waiting, and nothing that is for others") {
    Receiver receiver;
    on_each_database([&](World& w) {
      Post post(w);
      post.subscribe(receiver.url());
      REQUIRE(post.subscriptions.create(w.team, {.name = "gone", .url = "http://127.0.0.1:9/x"}).has_value());
      const std::size_t before = receiver.requests().size();
      receiver.status = 200;
      for (int i = 0; i < 3; ++i) post.tell(live);
      post.courier.round({});

      CHECK(receiver.requests().size() == before + 3);
      std::int64_t attempts = 0;
      const auto gone = post.subscriptions.deliveries(w.team, "gone", {});
      for (const Delivery& d : gone->items) attempts += d.attempts;
      CHECK(attempts == 1);
    });
  }

  TEST_CASE("who wants words gets words, by topic, and notices of others too") {
    Receiver receiver;
    on_each_database([&](World& w) {
      Post post(w);
      post.subscribe(receiver.url(), "chat", {"deployments", "announcements"});
      receiver.status = 200;
      post.tell(live);
      post.tell({"incidents", "shop", "{}", "broken"});
      w.lent.db
          .transact([&](db::Tx& tx) -> Status {
            post.courier.put(tx, {"announcements", "feedback.announced", "New: *dark mode*"});
            return ok();
          })
          .value();
      post.courier.round({});

      std::vector<std::string> texts;
      for (const Delivery& d : post.all()) texts.push_back(std::string(json::parse(d.body)->at("text").as_string()));
      CHECK(texts == std::vector<std::string>{"New: *dark mode*", "*shop* is live."});
    });
  }

  TEST_CASE("only the platform team sees and changes who is told, and nobody reads the address") {
    on_each_database([](World& w) {
      Post post(w);
      post.subscribe("https://hooks.example.org/T0/s3cr3t");
      CHECK(post.subscriptions.get(w.team, "ops")->place == "https://hooks.example.org");
      for (const auth::Principal& who : {w.ann, w.eva}) {
        CHECK(post.subscriptions.list(who, "", 10).error().code() == "auth.forbidden");
        CHECK(post.subscriptions.get(who, "ops").error().code() == "auth.forbidden");
        CHECK(post.subscriptions.create(who, {.name = "x", .url = "https://a.example"}).error().code() ==
              "auth.forbidden");
        CHECK(post.subscriptions.change(who, "ops", {}).error().code() == "auth.forbidden");
        CHECK(post.subscriptions.deliveries(who, "ops", {}).error().code() == "auth.forbidden");
        CHECK(post.subscriptions.greet(who, "ops").error().code() == "auth.forbidden");
        CHECK(post.subscriptions.remove(who, "ops").error().code() == "auth.forbidden");
      }
      REQUIRE(w.kernel.events().settle(std::chrono::seconds(20)));
      for (const auto& event : w.kernel.events().find({})) CHECK(event.payload.find("s3cr3t") == std::string::npos);
      REQUIRE(post.subscriptions.remove(w.team, "ops").has_value());
      CHECK(w.keys.held.empty());
    });
  }

  TEST_CASE("a subscription that cannot be like that says why") {
    on_each_database([](World& w) {
      Post post(w);
      for (const char* url :
           {"", "ftp://example.org", "https://", "https://user:pw@example.org/", "https://exa mple.org", "https:///x",
            "http://169.254.169.254/latest/meta-data", "http://[::1]/x", "http://10.0.0.1/"}) {
        CAPTURE(url);
        const auto made = post.subscriptions.create(w.team, {.name = "ops", .url = url});
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().fields()[0].path == "/url");
      }
      const auto bad = post.subscriptions.create(
          w.team, {.name = "No", .url = "https://example.org", .format = "fax", .topics = {"weather"}});
      CHECK(bad.error().fields().size() == 3);
    });
  }
}

}  // namespace towpath::federation
