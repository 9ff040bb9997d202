#include <doctest/doctest.h>

#include <fstream>

#include "process/shim.h"
#include "rig.h"

using namespace towpath;
using namespace towpath::proxy;
using namespace std::chrono_literals;

namespace {

/// Answers the upgrade, then echoes lines until the client ends.
bool serve_echo_tunnel(Stream& stream, const std::string& name) {
  stream.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  while (true) {
    const auto line = stream.until("\n");
    if (!line.ends_with('\n')) return false;
    stream.send(name + " " + line);
  }
}

Stream open_tunnel(int port) {
  auto tunnel = Stream::to(port);
  tunnel.send(get("a.test", "/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  CHECK(tunnel.until("\r\n\r\n").starts_with("HTTP/1.1 101"));
  return tunnel;
}

std::string echo(Stream& tunnel, const std::string& text) {
  tunnel.send(text + "\n");
  return tunnel.until("\n");
}

}  // namespace

TEST_CASE("switching versions under load fails no request and moves all new ones at once") {
  Rig rig;
  Service blue("blue"), green("green");
  REQUIRE(rig.route(blue.port()));
  Load load(rig.port, "a.test");
  for (int i = 0; i < 20; ++i) {
    REQUIRE(load.advance(20));
    auto& next = i % 2 == 0 ? green : blue;
    REQUIRE(rig.route(next.port()));
    CHECK(rig.ask(get("a.test")).body == (i % 2 == 0 ? "green" : "blue"));
  }
  REQUIRE(load.advance(20));
  load.stop();

  CHECK(load.failed() == 0);
}

TEST_CASE("an old version can be stopped as soon as nothing is in flight to it") {
  Rig rig;
  auto old = std::make_unique<Service>("version");
  REQUIRE(rig.route(old->port()));
  Load load(rig.port, "a.test");
  for (int i = 0; i < 20; ++i) {
    REQUIRE(load.advance(10));
    auto next = std::make_unique<Service>("version");
    REQUIRE(rig.route(next->port()));
    CHECK(becomes_true([&] { return rig.client->in_flight(old->port()).value() == 0; }));
    old->stop();
    old = std::move(next);
  }
  load.stop();

  CHECK(load.failed() == 0);
}

TEST_CASE("a WebSocket and a streamed answer last across a switch, and are counted until they end") {
  Rig rig;
  std::atomic<bool> is_switched = false;
  Service old([&](Stream& stream, const std::string& head) {
    if (head.starts_with("GET /ws")) return serve_echo_tunnel(stream, "old");
    stream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    becomes_true([&] { return is_switched.load(); });
    return stream.send("3\r\ntwo\r\n0\r\n\r\n");
  });
  Service fresh("fresh");
  REQUIRE(rig.route(old.port()));
  auto tunnel = open_tunnel(rig.port);
  CHECK(echo(tunnel, "before") == "old before\n");
  auto stream = Stream::to(rig.port);
  stream.send(get("a.test"));
  CHECK(stream.until("one").ends_with("one"));

  REQUIRE(rig.route(fresh.port()));
  CHECK(rig.client->in_flight(old.port()).value() == 2);
  CHECK(rig.metrics().open_tunnels == 1);
  is_switched = true;

  CHECK(stream.until("0\r\n\r\n").find("two") != std::string::npos);
  CHECK(becomes_true([&] { return rig.client->in_flight(old.port()).value() == 1; }));
  CHECK(echo(tunnel, "after") == "old after\n");
  CHECK(rig.ask(get("a.test")).body == "fresh");
  tunnel.close();
  CHECK(becomes_true([&] { return rig.client->in_flight(old.port()).value() == 0; }));
  CHECK(rig.metrics().tunnels == 1);
}

TEST_CASE("a tunnel passes bytes that came with the upgrade, and ends when one side ends") {
  Rig rig;
  Service service([](Stream& stream, const std::string&) {
    stream.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nearly ");
    stream.send(stream.until("\n"));
    return false;
  });
  REQUIRE(rig.route(service.port()));
  auto tunnel = Stream::to(rig.port);

  tunnel.send(get("a.test", "/", "Connection: Upgrade\r\nUpgrade: x\r\n") + "with the head\n");
  tunnel.until("\r\n\r\n");

  CHECK(tunnel.rest() == "early with the head\n");
}

TEST_CASE("a table that is not newer is refused and changes nothing") {
  Rig rig;
  Service one("one"), two("two");
  REQUIRE(rig.client->set_table({2, 5, {{"r", "a.test", "/", one.port()}}}));

  for (const auto& [fence, generation] : {std::pair{2, 5}, {2, 4}, {1, 99}}) {
    const auto result = rig.client->set_table({fence, generation, {{"r", "a.test", "/", two.port()}}});
    REQUIRE(!result);
    CHECK(result.error().code() == "proxy.stale_table");
  }
  CHECK(rig.ask(get("a.test")).body == "one");
  CHECK(rig.client->set_table({3, 1, {{"r", "a.test", "/", two.port()}}}));
  CHECK(rig.ask(get("a.test")).body == "two");
}

TEST_CASE("a table with errors is refused with each of them named") {
  Rig rig;

  const auto result = rig.client->set_table({1, 1, {{"", "UPPER", "x", 70000}}});

  REQUIRE(!result);
  CHECK(result.error().code() == "proxy.invalid_table");
}

TEST_CASE("a proxy that was killed starts with the table it had, without a server") {
  Rig rig;
  Service service("still here");
  REQUIRE(rig.route(service.port()));
  kill(rig.pid, SIGKILL);
  rig.wait_for(rig.pid);

  rig.pid = rig.start();

  CHECK(rig.client->hello().value().pid == rig.pid);
  CHECK(rig.ask(get("a.test")).body == "still here");
  CHECK(rig.client->hello().value().generation == 1);
}

TEST_CASE("a new proxy takes over under load without a failed request, and the old one ends when it has drained") {
  Rig rig;
  Service service([](Stream& stream, const std::string& head) {
    if (head.starts_with("GET /ws")) return serve_echo_tunnel(stream, "held");
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  REQUIRE(rig.route(service.port()));
  auto tunnel = open_tunnel(rig.port);
  Load load(rig.port, "a.test");
  REQUIRE(load.advance(50));

  const int old = rig.pid;
  rig.pid = rig.start();
  CHECK(becomes_true([&] { return rig.client->hello().value().pid == rig.pid; }));
  REQUIRE(load.advance(200));

  CHECK(rig.client->hello().value().port == rig.port);
  CHECK(echo(tunnel, "across") == "held across\n");
  CHECK(rig.client->in_flight(service.port()).value() >= 1);
  tunnel.close();
  CHECK(rig.wait_for(old) == 0);
  REQUIRE(load.advance(50));
  load.stop();
  CHECK(load.failed() == 0);
}

TEST_CASE("a table set while the old proxy drains holds for its connections too") {
  Rig rig;
  Service one("one"), two("two");
  REQUIRE(rig.route(one.port()));
  auto kept = Stream::to(rig.port);
  kept.send(get("a.test"));
  CHECK(read_response(kept).body == "one");
  const int old = rig.pid;
  rig.pid = rig.start();
  CHECK(becomes_true([&] { return rig.client->hello().value().pid == rig.pid; }));

  REQUIRE(rig.route(two.port()));
  kept.send(get("a.test"));
  const auto response = read_response(kept);

  CHECK(response.body == "two");
  CHECK(response.says_close());
  CHECK(rig.wait_for(old) == 0);
}

TEST_CASE("a proxy told to end finishes what is open") {
  Rig rig;
  std::atomic<bool> may_go_on = false;
  Service service([&](Stream& stream, const std::string&) {
    becomes_true([&] { return may_go_on.load(); });
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
  });
  REQUIRE(rig.route(service.port()));
  auto idle = Stream::to(rig.port);
  auto stream = Stream::to(rig.port);
  stream.send(get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));

  kill(rig.pid, SIGTERM);
  may_go_on = true;

  CHECK(read_response(stream).body == "done");
  CHECK(rig.wait_for(rig.pid) == 0);
}

TEST_CASE(
    "the supervisor starts a proxy in a shim, which brings it back within a second, and replaces another version") {
  auto name = (std::filesystem::temp_directory_path() / "proxy-test.XXXXXX").string();
  const std::filesystem::path directory = mkdtemp(name.data());
  auto shims = process::make_shim_client(directory).value();
  ProxySupervisor::Options options{directory, {TOWPATH_PROXY_PROCESS, directory.string(), "0"}, proxy_version()};
  Service service("served");
  {
    ProxySupervisor supervisor(options, *shims);
    const auto first = supervisor.ensure();
    REQUIRE_MESSAGE(first.has_value(), (first ? "" : first.error().message()));
    const ProxyClient client(directory);
    REQUIRE(client.set_table({1, 1, {{"r", "a.test", "/", service.port()}}}));
    CHECK(supervisor.ensure().value().pid == first.value().pid);

    const auto before = std::chrono::steady_clock::now();
    kill(first.value().pid, SIGKILL);
    CHECK(becomes_true([&] { return client.hello().value().pid != first.value().pid; }));
    CHECK(std::chrono::steady_clock::now() - before < 1s);
  }
  // A server of another version: the proxy of the old one is still there and gives way.
  const auto old = ProxyClient(directory).hello().value();
  Load load(old.port, "a.test");
  REQUIRE(load.advance(20));
  options.version = "next";
  options.command = {TOWPATH_PROXY_PROCESS, directory.string(), "0", "60", "next"};
  ProxySupervisor upgraded(options, *shims);
  const auto fresh = upgraded.ensure();
  REQUIRE(load.advance(20));
  load.stop();

  REQUIRE_MESSAGE(fresh.has_value(), (fresh ? "" : fresh.error().message()));
  CHECK(fresh.value().pid != old.pid);
  CHECK(fresh.value().port == old.port);
  CHECK(load.failed() == 0);
  CHECK(becomes_true([&] { return kill(old.pid, 0) != 0; }));
  CHECK(upgraded.stop(2s));
  std::filesystem::remove_all(directory);
}
