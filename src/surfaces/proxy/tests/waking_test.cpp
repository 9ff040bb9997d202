#include <doctest/doctest.h>

#include "rig.h"

// What a request for something that sleeps meets, with the real proxy.

using namespace towpath;
using namespace towpath::proxy;
using namespace std::chrono_literals;

namespace {

Route asleep(Sleep sleep = Sleep::asleep) { return {"r-a.test", "a.test", "/", 0, "", sleep}; }

/// What a watch was told, by its thread.
struct Asked {
  explicit Asked(const Rig& rig)
      : routes(rig.directory, [this](const std::vector<std::string>& ids) {
          const std::lock_guard lock(mutex);
          all.insert(all.end(), ids.begin(), ids.end());
        }) {}
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex);
    return all;
  }
  bool hears(std::size_t count) {
    return becomes_true([&] { return told().size() >= count; });
  }
  std::mutex mutex;  // guards all
  std::vector<std::string> all;
  AskedRoutes routes;
};

Stream send_request(const Rig& rig, const std::string& request) {
  auto stream = Stream::to(rig.port);
  stream.send(request);
  return stream;
}

}  // namespace

TEST_CASE("a request for what sleeps is told once, waits, and is answered by what woke") {
  Rig rig;
  Asked asked(rig);
  REQUIRE(rig.route({asleep()}));

  auto first = send_request(rig, get("a.test"));
  REQUIRE(asked.hears(1));
  auto second = send_request(rig, "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 2; }));
  REQUIRE(rig.route({asleep(), {"r-b.test", "b.test", "/", 0}}));  // another table while it wakes
  Service service([](Stream& stream, const std::string& head) {
    const std::string body = head.starts_with("POST") ? stream.exactly(3) : "awake";
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  });
  REQUIRE(rig.route(service.port()));

  CHECK(read_response(first).body == "awake");
  CHECK(read_response(second).body == "abc");
  CHECK(asked.told() == std::vector<std::string>{"r-a.test"});
}

TEST_CASE("who watches only later hears of what is asked for, and again when it fell asleep anew") {
  Rig rig;
  REQUIRE(rig.route({asleep()}));
  auto waiting = send_request(rig, get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));

  Asked asked(rig);
  CHECK(asked.hears(1));
  Service service("awake");
  REQUIRE(rig.route(service.port()));
  CHECK(read_response(waiting).body == "awake");
  REQUIRE(rig.route({asleep()}));
  auto again = send_request(rig, get("a.test"));

  CHECK(asked.hears(2));
  REQUIRE(rig.route(service.port()));
  CHECK(read_response(again).body == "awake");
}

TEST_CASE("what could not be woken says so at once, to those who wait as well, and when to come again") {
  Rig rig;
  REQUIRE(rig.route({asleep()}));
  auto waiting = send_request(rig, get("a.test", "/", "Accept: text/html\r\n"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));

  REQUIRE(rig.route({asleep(Sleep::failed)}));

  const auto page = read_response(waiting);
  CHECK(page.status == 503);
  CHECK(page.head.find("Retry-After: 30\r\n") != std::string::npos);
  CHECK(page.body.find("could not be woken") != std::string::npos);
  CHECK(rig.ask(get("a.test")).body.find("proxy.wake_failed") != std::string::npos);
}

TEST_CASE("a request waits only so long, and only so many wait") {
  Rig rig({"120", "test", "1", "2"});
  REQUIRE(rig.route({asleep()}));
  auto first = send_request(rig, get("a.test")), second = send_request(rig, get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 2; }));

  const auto third = rig.ask(get("a.test"));
  CHECK(third.status == 503);
  CHECK(third.body.find("proxy.too_many_waiting") != std::string::npos);
  CHECK(third.head.find("Retry-After: 5\r\n") != std::string::npos);
  CHECK(read_response(first).body.find("proxy.still_waking") != std::string::npos);
  CHECK(read_response(second).body.find("proxy.still_waking") != std::string::npos);
}

TEST_CASE("a client that leaves while it waits leaves its place") {
  Rig rig({"120", "test", "60", "1"});
  REQUIRE(rig.route({asleep()}));
  auto leaving = send_request(rig, get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));
  leaving.close();

  CHECK(becomes_true([&] { return rig.metrics().in_flight == 0; }));
  CHECK(rig.metrics().client_aborts == 1);
}

TEST_CASE("a request that waits while the proxy is replaced is answered, and the new proxy tells who asks") {
  Rig rig;
  Asked asked(rig);
  REQUIRE(rig.route({asleep()}));
  auto waiting = send_request(rig, get("a.test"));
  REQUIRE(asked.hears(1));

  const int old = rig.pid;
  rig.pid = rig.start();
  CHECK(becomes_true([&] { return rig.client->hello().value().pid != old; }));
  auto another = send_request(rig, get("a.test"));
  CHECK(asked.hears(2));
  Service service("awake");
  REQUIRE(rig.route(service.port()));

  CHECK(read_response(waiting).body == "awake");
  CHECK(read_response(another).body == "awake");
}

TEST_CASE("falling asleep under load loses no request: each is answered before or after") {
  Rig rig;
  Asked asked(rig);
  Service service("awake");
  REQUIRE(rig.route(service.port()));
  Load load(rig.port, "a.test");
  for (std::size_t i = 1; i <= 10; ++i) {
    REQUIRE(load.advance(20));
    REQUIRE(rig.route({asleep()}));
    REQUIRE(asked.hears(i));
    REQUIRE(rig.route(service.port()));
  }
  REQUIRE(load.advance(20));
  load.stop();

  CHECK(load.failed() == 0);
}

TEST_CASE("a route says how long nobody has used it, and that somebody does") {
  Rig rig;
  std::atomic<bool> may_answer = false;
  Service service([&](Stream& stream, const std::string&) {
    becomes_true([&] { return may_answer.load(); });
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  REQUIRE(rig.route(service.port()));
  CHECK(becomes_true([&] { return rig.metrics().idle_milliseconds >= 50; }));

  auto open = send_request(rig, get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));
  CHECK(rig.metrics().idle_milliseconds == 0);
  may_answer = true;
  CHECK(read_response(open).status == 200);
  CHECK(becomes_true([&] { return rig.metrics().idle_milliseconds > 0; }));
}

TEST_CASE("a table that says something sleeps and yet has a port is refused") {
  Rig rig;
  const auto refused = rig.route({{"r-a.test", "a.test", "/", 80, "", Sleep::asleep}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "proxy.invalid_table");
}
