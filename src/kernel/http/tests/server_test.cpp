#include <doctest/doctest.h>

#include <future>
#include <latch>
#include <thread>

#include "compression.h"
#include "http/server.h"
#include "raw_client.h"

using namespace towpath;
using http::Request;
using http::Response;

namespace {

http::ServerOptions quick() {
  http::ServerOptions options;
  options.workers = 2;
  options.header_timeout = options.idle_timeout = options.body_timeout = std::chrono::seconds(5);
  options.drain_timeout = std::chrono::seconds(5);
  return options;
}

/// A server with a few routes; further ones may be added before start().
struct Fixture {
  http::Router router;
  http::ServerOptions options = quick();
  std::unique_ptr<http::Server> server;

  Fixture() {
    add("GET", "/hello", [](const Request&) -> Result<Response> { return http::json_response(200, "\"hi\""); });
    add("POST", "/echo", [](const Request& r) -> Result<Response> { return http::json_response(200, r.body); });
    add("GET", "/query", [](const Request& r) -> Result<Response> {
      return http::json_response(200, r.query_value("q").value_or("none"));
    });
  }
  void add(std::string method, std::string pattern, http::Handler handler,
           http::BodyMode mode = http::BodyMode::buffered) {
    http::Route route{std::move(method), std::move(pattern), "public", std::move(handler)};
    route.body_mode = mode;
    route.body_limit = 1000;
    router.add(std::move(route));
  }
  unsigned short start() {
    server = http::Server::start(router, options).value();
    return server->port();
  }
};

bool is_status(const std::string& head, int status) {
  return head.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

}  // namespace

TEST_CASE("a kept connection serves one request after another") {
  Fixture f;
  RawClient client(f.start());
  std::string body;
  for (int i = 0; i < 3; ++i) {
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.read_response(&body);
    CHECK(is_status(head, 200));
    CHECK(head.find("Connection: keep-alive") != head.npos);
    CHECK(body == "\"hi\"");
  }
  CHECK(f.server->load().requests == 3);
  CHECK(f.server->load().connections == 1);
}

TEST_CASE("pipelined requests are answered in order") {
  Fixture f;
  RawClient client(f.start());
  std::string all, body;
  for (int i = 0; i < 20; ++i) all += "GET /query?q=" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";

  client.send(all);

  for (int i = 0; i < 20; ++i) {
    client.read_response(&body);
    CHECK(body == std::to_string(i));
  }
}

TEST_CASE("a body in chunks is put together and its trailers are dropped") {
  std::string seen = "none";
  Fixture f;  // goes first: its handlers use what stands above
  f.add("POST", "/trailer", [&](const Request& r) -> Result<Response> {
    seen = std::string(r.headers.get("X-Late"));
    return http::json_response(200, r.body);
  });
  RawClient client(f.start());
  std::string body;

  client.send("POST /trailer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send("4\r\nWiki\r\n5;ext=1\r\npedia\r\n0\r\nX-Late: yes\r\n\r\n");
  CHECK(is_status(client.read_response(&body), 200));

  CHECK(body == "Wikipedia");
  CHECK(seen == "");
}

TEST_CASE("HEAD gives the head of GET, with its length and without its body") {
  Fixture f;
  RawClient client(f.start());

  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /query HTTP/1.1\r\nHost: x\r\n\r\n");

  const auto head = client.read_until("\r\n\r\n");
  CHECK(is_status(head, 200));
  CHECK(head.find("Content-Length: 4\r\n") != head.npos);
  std::string body;
  client.read_response(&body);
  CHECK(body == "none");
}

TEST_CASE("every answer carries the security headers and a request id") {
  Fixture f;
  RawClient client(f.start());

  client.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-request-1\r\n\r\n");
  const auto given = client.read_response();
  client.send("GET /none HTTP/1.1\r\nHost: x\r\nX-Request-Id: no good\r\n\r\n");
  const auto made = client.read_response();

  CHECK(given.find("X-Request-Id: my-request-1\r\n") != given.npos);
  CHECK(made.find("no good") == made.npos);
  for (const char* header : {"Content-Security-Policy: default-src 'self'", "frame-ancestors 'none'",
                             "X-Content-Type-Options: nosniff", "Referrer-Policy: ", "X-Request-Id: ", "Date: "}) {
    CAPTURE(header);
    CHECK(given.find(header) != given.npos);
    CHECK(made.find(header) != made.npos);
  }
  CHECK(given.find("Strict-Transport-Security") == given.npos);
}

TEST_CASE("requests that are not HTTP, or could be read in two ways, are refused and the connection ends") {
  struct Case {
    const char* bytes;
    int status;
  };
  const Case cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET ?page=2 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", 417},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx", 415},
  };
  Fixture f;
  const auto port = f.start();
  for (const Case& c : cases) {
    CAPTURE(c.bytes);
    RawClient client(port);
    client.send(c.bytes);
    client.finish_sending();
    const auto answer = client.read_all();
    CHECK(is_status(answer, c.status));
    CHECK(answer.find("Connection: close") != answer.npos);
    CHECK(answer.find("application/problem+json") != answer.npos);
  }
}

TEST_CASE("headers beyond the limit are 431") {
  Fixture f;
  f.options.header_limit = 1024;
  RawClient client(f.start());

  client.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Large: " + std::string(4000, 'x') + "\r\n\r\n");

  CHECK(is_status(client.read_all(), 431));
}

TEST_CASE("a body beyond the route's limit is 413, said or not") {
  Fixture f;
  const auto port = f.start();
  {
    RawClient client(port);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
    client.finish_sending();
    CHECK(is_status(client.read_all(), 413));
  }
  {
    RawClient client(port);  // the client sends on and still gets the answer, not a reset
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; ++i) client.send("400\r\n" + std::string(1024, 'x') + "\r\n");
    client.finish_sending();
    CHECK(is_status(client.read_all(), 413));
  }
  {
    RawClient client(port);
    const std::string bomb = http::gzip(std::string(100'000, 'x'));
    REQUIRE(bomb.size() < 1000);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: " +
                std::to_string(bomb.size()) + "\r\n\r\n" + bomb);
    CHECK(is_status(client.read_response(), 413));
  }
}

TEST_CASE("a gzip body reaches the handler decoded") {
  Fixture f;
  RawClient client(f.start());
  const std::string packed = http::gzip("hello, packed");
  std::string body;

  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: " +
              std::to_string(packed.size()) + "\r\n\r\n" + packed);
  client.read_response(&body);
  CHECK(body == "hello, packed");

  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd");
  CHECK(is_status(client.read_response(), 400));
}

TEST_CASE("a large JSON answer is gzip when the client accepts it") {
  Fixture f;
  const std::string large = "\"" + std::string(5000, 'j') + "\"";
  f.add("GET", "/large", [&](const Request&) -> Result<Response> { return http::json_response(200, large); });
  RawClient client(f.start());
  std::string body;

  client.send("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\n\r\n");
  const auto head = client.read_response(&body);
  CHECK(head.find("Content-Encoding: gzip\r\n") != head.npos);
  CHECK(head.find("Vary: Accept-Encoding\r\n") != head.npos);
  CHECK(body.size() < 200);
  CHECK(http::gunzip(body, 10'000).value() == large);

  client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  client.read_response(&body);
  CHECK(body == large);
}

TEST_CASE("a client that drips its header or its body is cut off in time") {
  Fixture f;
  f.options.header_timeout = f.options.body_timeout = std::chrono::milliseconds(60);
  const auto port = f.start();
  for (const char* first : {"", "GET /hello HT", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"}) {
    CAPTURE(first);
    RawClient client(port);
    const auto began = std::chrono::steady_clock::now();

    client.send(first);
    const auto answer = client.read_all();

    CHECK(answer == "");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(3));
  }
}

TEST_CASE("dripping bytes does not extend the time for the header") {
  Fixture f;
  f.options.header_timeout = std::chrono::milliseconds(100);
  RawClient client(f.start());
  const auto began = std::chrono::steady_clock::now();

  while (client.send("G")) {
    std::promise<void> never;  // a pause that is not a sleep
    never.get_future().wait_for(std::chrono::milliseconds(10));
    REQUIRE(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
  }
}

TEST_CASE("an idle connection is closed after its time") {
  Fixture f;
  f.options.idle_timeout = std::chrono::milliseconds(60);
  RawClient client(f.start());

  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");

  CHECK(is_status(client.read_all(), 200));
}

TEST_CASE("an old client gets its answer and the end of the connection") {
  Fixture f;
  RawClient client(f.start());

  client.send("GET /hello HTTP/1.0\r\n\r\n");

  const auto answer = client.read_all();
  CHECK(is_status(answer, 200));
  CHECK(answer.ends_with("\"hi\""));
}

TEST_CASE("a request for a host that is not ours is 421") {
  Fixture f;
  f.options.allowed_hosts = {"localhost", "127.0.0.1"};
  const auto port = f.start();
  RawClient good(port), bad(port);

  good.send("GET /hello HTTP/1.1\r\nHost: LOCALHOST:80\r\n\r\n");
  bad.send("GET /hello HTTP/1.1\r\nHost: rebound.example\r\n\r\n");
  bad.finish_sending();

  CHECK(is_status(good.read_response(), 200));
  CHECK(is_status(bad.read_all(), 421));
}

TEST_CASE("100 Continue comes before a buffered body is sent") {
  Fixture f;
  RawClient client(f.start());
  std::string body;

  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  client.read_response(&body);

  CHECK(body == "body");
}

TEST_CASE("100 Continue comes to who asks for it with an empty body, and not to who did not wait") {
  Fixture f;
  RawClient client(f.start());

  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(is_status(client.read_response(), 200));
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody");
  CHECK(is_status(client.read_response(), 200));
}

TEST_CASE("more requests than may wait are 503 with Retry-After, and the others are answered") {
  std::latch entered(1), release(1);
  Fixture f;  // goes first: its handlers use what stands above
  f.options.workers = 1;
  f.options.queue_limit = 1;
  f.add("GET", "/slow", [&](const Request&) -> Result<Response> {
    entered.count_down();
    release.wait();
    return http::json_response(200, "slow");
  });
  const auto port = f.start();
  RawClient running(port), waiting(port), refused(port);
  std::string body;

  running.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  entered.wait();
  waiting.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  while (f.server->load().queued == 0) std::this_thread::yield();
  refused.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto head = refused.read_response(&body);
  release.count_down();

  CHECK(is_status(head, 503));
  CHECK(head.find("Retry-After: 1\r\n") != head.npos);
  CHECK(body.find("http.overloaded") != body.npos);
  CHECK(is_status(running.read_response(), 200));
  CHECK(is_status(waiting.read_response(), 200));
}

TEST_CASE("draining lets a running request finish, closes idle connections and takes no new ones") {
  std::latch entered(1), release(1);
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/slow", [&](const Request&) -> Result<Response> {
    entered.count_down();
    release.wait();
    return http::json_response(200, "slow");
  });
  const auto port = f.start();
  RawClient idle(port), running(port);
  idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  idle.read_response();
  running.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  entered.wait();

  auto drained = std::async(std::launch::async, [&] { f.server->drain(); });
  CHECK(idle.read_all() == "");
  CHECK_THROWS(RawClient(port).read_until("x"));
  release.count_down();

  const auto answer = running.read_all();
  CHECK(is_status(answer, 200));
  CHECK(answer.find("Connection: close") != answer.npos);
  drained.get();
}

TEST_CASE("draining does not wait for a handler longer than its time") {
  std::latch entered(1), release(1);
  Fixture f;  // goes first: its handlers use what stands above
  f.options.drain_timeout = std::chrono::milliseconds(50);
  f.add("GET", "/stuck", [&](const Request&) -> Result<Response> {
    entered.count_down();
    release.wait();
    return http::no_content();
  });
  RawClient client(f.start());
  client.send("GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n");
  entered.wait();

  f.server->drain();

  CHECK(client.read_all() == "");
  release.count_down();
}

TEST_CASE("a port in use and an address that is none are errors that say what to do") {
  Fixture f, second;
  second.options.port = f.start();
  CHECK(http::Server::start(second.router, second.options).error().code() == "http.port_in_use");
  second.options.address = "somewhere";
  CHECK(http::Server::start(second.router, second.options).error().code() == "http.address_invalid");
}
