#include <doctest/doctest.h>

#include "rig.h"

using namespace towpath;
using namespace towpath::proxy;

TEST_CASE("requests reach the service of their host and longest path") {
  Rig rig;
  Service one("one"), two("two"), wild("wild");
  REQUIRE(rig.route(
      {{"1", "a.test", "/", one.port()}, {"2", "a.test", "/api", two.port()}, {"3", "*.b.test", "/", wild.port()}}));

  CHECK(rig.ask(get("a.test")).body == "one");
  CHECK(rig.ask(get("A.TEST:7081", "/apiary")).body == "one");
  CHECK(rig.ask(get("a.test", "/api?x")).body == "two");
  CHECK(rig.ask(get("a.test", "/api/x")).body == "two");
  CHECK(rig.ask(get("x.y.b.test")).body == "wild");
  CHECK(rig.ask(get("b.test")).status == 404);
}

TEST_CASE("a service sees where a request came from, and no fields of the client's connection") {
  Rig rig;
  std::string seen;
  Service service([&](Stream& stream, const std::string& head) {
    seen = head;
    return stream.send("HTTP/1.1 204 No Content\r\nKeep-Alive: timeout=5\r\nX-Kept: 1\r\n\r\n");
  });
  REQUIRE(rig.route(service.port()));

  const auto response = rig.ask(
      get("a.test", "/", "X-Forwarded-For: 6.6.6.6\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nCookie: c\r\n"));

  CHECK(seen ==
        "GET / HTTP/1.1\r\nHost: a.test\r\nCookie: c\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
        "X-Forwarded-Host: a.test\r\n\r\n");
  CHECK(response.head == "HTTP/1.1 204 No Content\r\nX-Kept: 1\r\n\r\n");
}

TEST_CASE("bodies of any length and framing pass both ways") {
  Rig rig;
  Service echo([](Stream& stream, const std::string& head) {
    std::string body;
    if (const auto at = head.find("Content-Length: "); at != std::string::npos) {
      body = stream.exactly(static_cast<std::size_t>(std::atoll(head.c_str() + at + 16)));
      return stream.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    body = stream.until("0\r\n\r\n");
    return stream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
  });
  REQUIRE(rig.route(echo.port()));
  auto stream = Stream::to(rig.port);
  for (const std::size_t size : {0u, 1u, 4000u, 100'000u, 3'000'000u}) {
    CAPTURE(size);
    const std::string body(size, 'x');

    std::thread sender([&] {
      stream.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + body);
    });
    const auto response = read_response(stream);
    sender.join();

    CHECK(response.status == 200);
    CHECK(response.body.size() == size);
  }

  stream.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
  stream.send("lo\r\n3\r\nyou\r\n");
  stream.send("0\r\n\r\n");
  CHECK(read_response(stream).body == "helloyou");
  CHECK(becomes_true([&] { return rig.metrics().requests == 6; }));
  CHECK(rig.metrics().bytes_in > 3'100'000);
}

TEST_CASE("several requests sent at once are answered in order") {
  Rig rig;
  Service service([](Stream& stream, const std::string& head) {
    const auto path = head.substr(4, head.find(' ', 4) - 4);
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path);
  });
  REQUIRE(rig.route(service.port()));
  auto stream = Stream::to(rig.port);

  stream.send(get("a.test", "/1") + get("a.test", "/2") + get("a.test", "/3"));

  CHECK(read_response(stream).body == "/1");
  CHECK(read_response(stream).body == "/2");
  CHECK(read_response(stream).body == "/3");
  CHECK(service.connections() == 1);
}

TEST_CASE("an interim answer and the request to go on are passed on") {
  Rig rig;
  Service service([](Stream& stream, const std::string&) {
    stream.send("HTTP/1.1 100 Continue\r\n\r\n");
    const auto body = stream.exactly(4);
    return stream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body);
  });
  REQUIRE(rig.route(service.port()));
  auto stream = Stream::to(rig.port);

  stream.send("PUT / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  const auto interim = stream.until("\r\n\r\n");
  stream.send("body");

  CHECK(interim == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(read_response(stream).body == "body");
}

TEST_CASE("an HTTP/1.0 client gets an answer that ends with the connection") {
  Rig rig;
  Service service([](Stream& stream, const std::string& head) {
    stream.send(head.find("HTTP/1.0\r\n") != std::string::npos ? "HTTP/1.0 200 OK\r\n\r\nold"
                                                               : "HTTP/1.1 500 No\r\n\r\n");
    return false;
  });
  REQUIRE(rig.route(service.port()));
  auto stream = Stream::to(rig.port);

  stream.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");

  CHECK(read_response(stream).body == "old");
}

TEST_CASE("a stream arrives as it is made") {
  Rig rig;
  std::atomic<bool> may_go_on = false;
  Service service([&](Stream& stream, const std::string&) {
    stream.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
    becomes_true([&] { return may_go_on.load(); });
    stream.send("data: 2\n\n");
    return false;
  });
  REQUIRE(rig.route(service.port()));
  auto stream = Stream::to(rig.port);
  stream.send(get("a.test"));

  const auto head = stream.until("\r\n\r\n");
  const auto first = stream.until("\n\n");
  may_go_on = true;

  CHECK(head.find("Connection: close\r\n") != std::string::npos);
  CHECK(first == "data: 1\n\n");
  CHECK(stream.rest() == "data: 2\n\n");
}

TEST_CASE("problems are pages in words, for people and for programs") {
  Rig rig;
  Service gone("gone");
  const int closed_port = gone.port();
  gone.stop();
  Service silent([](Stream&, const std::string&) { return false; });
  Service garbage([](Stream& stream, const std::string&) { return stream.send("SMTP ready\r\n\r\n"); });
  REQUIRE(rig.route({{"stopped", "stopped.test", "/", 0},
                     {"down", "down.test", "/", closed_port},
                     {"silent", "silent.test", "/", silent.port()},
                     {"garbage", "garbage.test", "/", garbage.port()}}));
  const std::tuple<const char*, int, const char*> cases[] = {{"stopped.test", 503, "proxy.stopped"},
                                                             {"down.test", 502, "proxy.upstream_down"},
                                                             {"silent.test", 502, "proxy.no_answer"},
                                                             {"garbage.test", 502, "proxy.bad_answer"},
                                                             {"nobody.test", 404, "proxy.no_route"}};
  for (const auto& [host, status, code] : cases) {
    CAPTURE(host);

    const auto json = rig.ask(get(host));
    const auto html = rig.ask(get(host, "/", "Accept: text/html\r\n"));

    CHECK(json.status == status);
    CHECK(json.head.find("application/problem+json") != std::string::npos);
    CHECK(json.body.find(code) != std::string::npos);
    CHECK(html.status == status);
    CHECK(html.body.find("<!doctype html>") == 0);
  }
  CHECK(rig.metrics("silent").upstream_failures == 2);
  CHECK(rig.metrics("silent").responses_5xx == 2);
  CHECK(rig.ask("GET /<script> HTTP/1.1\r\nHost: nobody.test\r\nAccept: text/html\r\n\r\n").body.find("<script>") ==
        std::string::npos);
}

TEST_CASE("a service that does not answer in time is a gateway timeout") {
  Rig rig({"1"});
  std::atomic<bool> is_over = false;
  Service slow([&](Stream&, const std::string&) {
    becomes_true([&] { return is_over.load(); });
    return false;
  });
  REQUIRE(rig.route(slow.port()));

  const auto response = rig.ask(get("a.test"));
  is_over = true;

  CHECK(response.status == 504);
  CHECK(response.body.find("proxy.late_answer") != std::string::npos);
}

TEST_CASE("requests that are too long or malformed are refused with a reason") {
  Rig rig;

  CHECK(rig.ask(get("a.test", "/", "X: " + std::string(9000, 'x') + "\r\n")).status == 431);
  CHECK(rig.ask("GET / HTTP/1.1\r\n\r\n").status == 400);
  CHECK(rig.ask("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n").status == 400);
}

TEST_CASE("an upstream at another address is not taken for the one with the same port here") {
  Rig rig;
  Service here("here");
  Service there("there", "127.0.0.2", here.port());
  REQUIRE(there.port() == here.port());
  REQUIRE(
      rig.route({{"here", "here.test", "/", here.port()}, {"there", "there.test", "/", there.port(), "127.0.0.2"}}));

  for (int i = 0; i < 3; ++i) {  // kept connections, too
    CHECK(rig.ask(get("here.test")).body == "here");
    CHECK(rig.ask(get("there.test")).body == "there");
  }
  const auto refused = rig.route({{"name", "name.test", "/", 80, "example.org"}});
  REQUIRE(!refused);
  CHECK(refused.error().code() == "proxy.invalid_table");
}

TEST_CASE("a kept upstream connection that was closed is replaced without the client noticing") {
  Rig rig;
  Service closing([](Stream& stream, const std::string&) {
    stream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return false;  // Promises to keep the connection and does not.
  });
  REQUIRE(rig.route(closing.port()));
  auto stream = Stream::to(rig.port);
  for (int i = 0; i < 200; ++i) {
    stream.send(get("a.test"));
    REQUIRE(read_response(stream).body == "ok");
  }
  CHECK(rig.metrics().upstream_failures == 0);
}

TEST_CASE("an answer cut short is not passed off as whole") {
  Rig rig;
  for (const auto* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
    CAPTURE(answer);
    Service dying([&](Stream& stream, const std::string&) {
      stream.send(answer);
      return false;
    });
    REQUIRE(rig.route(dying.port()));

    CHECK(rig.ask(get("a.test")).status == 0);
  }
  CHECK(becomes_true([&] { return rig.metrics().upstream_failures == 2; }));
}

TEST_CASE("a client that leaves releases the service") {
  Rig rig;
  std::atomic<bool> was_released = false;
  Service waiting([&](Stream& stream, const std::string&) {
    was_released = !stream.more();
    return false;
  });
  REQUIRE(rig.route(waiting.port()));
  auto stream = Stream::to(rig.port);
  stream.send(get("a.test"));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 1; }));

  stream.close();

  CHECK(becomes_true([&] { return was_released.load(); }));
  CHECK(becomes_true([&] { return rig.metrics().in_flight == 0; }));
  CHECK(rig.metrics().client_aborts == 1);
}

TEST_CASE("a request waits for a service that is just being restarted") {
  Rig rig;
  Service old("old"), fresh("fresh");
  const int closed_port = old.port();
  old.stop();
  REQUIRE(rig.route(closed_port));
  std::string body;

  std::thread waiting([&] { body = rig.ask(get("a.test")).body; });
  CHECK(becomes_true([&] { return rig.client->in_flight(closed_port).value() == 1; }));
  REQUIRE(rig.route(fresh.port()));
  waiting.join();

  CHECK(body == "fresh");
}

TEST_CASE("requests, classes and latencies are counted by route") {
  Rig rig;
  Service service([](Stream& stream, const std::string& head) {
    const bool is_bad = head.starts_with("GET /bad");
    return stream.send(is_bad ? "HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n"
                              : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  });
  REQUIRE(rig.route(service.port()));
  for (int i = 0; i < 3; ++i) rig.ask(get("a.test"));
  rig.ask(get("a.test", "/bad"));

  CHECK(becomes_true([&] { return rig.metrics().requests == 4; }));
  const auto metrics = rig.metrics();

  CHECK(metrics.responses_4xx == 1);
  CHECK(metrics.responses_5xx == 0);
  CHECK(metrics.bytes_out == 15);
  CHECK(metrics.in_flight == 0);
  std::uint64_t measured = 0;
  for (const auto count : metrics.latency) measured += count;
  CHECK(measured == 4);
}
