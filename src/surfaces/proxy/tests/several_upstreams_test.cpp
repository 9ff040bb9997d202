#include <doctest/doctest.h>

#include <map>

#include "control_json.h"
#include "rig.h"

using namespace towpath;
using namespace towpath::proxy;
using namespace std::chrono_literals;

namespace {

Route to(const std::vector<int>& ports) {
  Route route{"r-a.test", "a.test", "/", ports.front()};
  route.further_ports.assign(ports.begin() + 1, ports.end());
  return route;
}

std::string post(std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

/// Counts requests by who answered them.
std::map<std::string, int> answers(const Rig& rig, int requests) {
  std::map<std::string, int> out;
  for (int i = 0; i < requests; ++i) {
    const auto response = rig.ask(get("a.test"));
    ++out[response.status == 200 ? response.body : std::to_string(response.status)];
  }
  return out;
}

}  // namespace

TEST_CASE("requests of a route with several ports are spread over all of them") {
  Rig rig;
  Service one("one"), two("two"), three("three");
  REQUIRE(rig.route({to({one.port(), two.port(), three.port()})}));

  const auto counts = answers(rig, 30);

  CHECK(counts.size() == 3);
  for (const auto& [name, count] : counts) CHECK(count >= 5);
  CHECK(rig.metrics().requests == 30);
}

TEST_CASE("a request goes to the port with the fewest under way") {
  Rig rig;
  std::atomic<bool> may_answer = false;
  Service busy([&](Stream& stream, const std::string&) {
    becomes_true([&] { return may_answer.load(); });
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbusy");
  });
  Service idle("idle");
  REQUIRE(rig.route({to({busy.port(), idle.port()})}));
  std::vector<Stream> waiting;
  while (rig.client->in_flight(busy.port()).value() == 0) {
    waiting.push_back(Stream::to(rig.port));
    waiting.back().send(get("a.test"));
    REQUIRE(waiting.size() < 10);
    CHECK(becomes_true(
        [&] { return rig.client->in_flight(busy.port()).value() > 0 || rig.metrics().requests == waiting.size(); }));
  }

  for (int i = 0; i < 10; ++i) CHECK(rig.ask(get("a.test")).body == "idle");

  may_answer = true;
  CHECK(read_response(waiting.back()).body == "busy");
}

TEST_CASE("a port that refuses is passed over, also for what must not be sent twice") {
  Rig rig;
  Service gone("gone"), here([](Stream&stream, const std::string&) {
    stream.exactly(4);
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere");
  });
  const int closed_port = gone.port();
  gone.stop();
  REQUIRE(rig.route({to({closed_port, here.port()})}));

  for (int i = 0; i < 20; ++i) CHECK(rig.ask(post("body")).body == "here");

  CHECK(rig.metrics().upstream_failures == 0);
  CHECK(rig.client->in_flight(closed_port).value() == 0);
}

TEST_CASE("when all ports refuse, it is said as of one") {
  Rig rig;
  Service one("one"), two("two");
  REQUIRE(rig.route({to({one.port(), two.port()})}));
  one.stop();
  two.stop();

  CHECK(rig.ask(get("a.test")).status == 502);
}

TEST_CASE("what may have been sent is not sent to another port") {
  Rig rig;
  std::atomic<int> received = 0;
  const auto take_and_go = [&](Stream&, const std::string&) {
    ++received;
    return false;
  };
  Service one(take_and_go), two(take_and_go);
  REQUIRE(rig.route({to({one.port(), two.port()})}));

  CHECK(rig.ask(post("body")).status == 502);

  CHECK(received == 1);
}

TEST_CASE("ports come and go under load without a failed request") {
  Rig rig;
  Service stays("stays");
  REQUIRE(rig.route(stays.port()));
  Load load(rig.port, "a.test");
  for (int i = 0; i < 10; ++i) {
    REQUIRE(load.advance(20));
    auto comes = std::make_unique<Service>("comes");
    const int port = comes->port();
    REQUIRE(rig.route({to({stays.port(), port})}));
    REQUIRE(load.advance(20));
    CHECK(becomes_true([&] { return comes->connections() > 0; }));
    REQUIRE(rig.route(stays.port()));
    CHECK(becomes_true([&] { return rig.client->in_flight(port).value() == 0; }));
    comes.reset();
  }
  REQUIRE(load.advance(20));
  load.stop();

  CHECK(load.failed() == 0);
}

TEST_CASE("a proxy that was killed, and one that takes over, know all ports") {
  Rig rig;
  Service one("one"), two("two");
  REQUIRE(rig.route({to({one.port(), two.port()})}));

  kill(rig.pid, SIGKILL);
  rig.wait_for(rig.pid);
  rig.pid = rig.start();
  CHECK(rig.client->hello().value().pid == rig.pid);
  CHECK(answers(rig, 20).size() == 2);

  const int old = rig.pid;
  rig.pid = rig.start();
  CHECK(becomes_true([&] { return rig.client->hello().value().pid != old; }));
  CHECK(answers(rig, 20).size() == 2);
}

TEST_CASE("a table is written so that a proxy of before reads it, and what that wrote is read") {
  const Table one{3, 7, {to({8001})}}, several{3, 8, {to({8001, 8002, 8003})}};

  // As a proxy of before writes it: not a word more.
  CHECK(table_text(one) == R"({"v":1,"fence":3,"generation":7,"routes":[)"
                           R"({"id":"r-a.test","host":"a.test","path":"/","port":8001}]})");
  CHECK(parse_table_text(table_text(one)).value() == one);
  // One of before looks at `port` and passes over what it does not know.
  CHECK(table_text(several).find(R"("port":8001,"furtherPorts":[8002,8003])") != std::string::npos);
  CHECK(parse_table_text(table_text(several)).value() == several);
}

TEST_CASE("further ports that are none, too many or of a route that leads nowhere are refused") {
  Rig rig;
  const std::vector<std::vector<int>> wrong = {{80, 0}, {80, 65536}, {0, 80}, {80, -1}, std::vector<int>(102, 80)};
  for (const auto& ports : wrong) {
    CAPTURE(ports.size());
    const auto refused = rig.route({to(ports)});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "proxy.invalid_table");
  }
}
