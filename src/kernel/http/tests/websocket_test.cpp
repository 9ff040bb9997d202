#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "http/websocket_client.h"
#include "raw_client.h"
#include "websocket_frames.h"

using namespace towpath;
using http::FrameReader;
using http::Opcode;
using http::Request;
using http::Response;
using http::WebSocket;
using Step = http::FrameReader::Step;

namespace {

/// A frame as clients send it.
std::string masked(int first_byte, const std::string& payload) {
  const std::string mask = "\x11\x22\x33\x44";
  std::string out(1, static_cast<char>(first_byte));
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  }
  out += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}
std::string text(const std::string& payload) { return masked(0x81, payload); }

const std::string handshake =
    "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

struct EchoServer {
  http::Router router;
  std::promise<void> closed;
  std::promise<std::shared_ptr<WebSocket>> opened;
  std::unique_ptr<http::Server> server;

  EchoServer() {
    router.add({"GET", "/echo", "public", [this](const Request&) -> Result<Response> {
                  Response response;
                  response.websocket = [this](std::shared_ptr<WebSocket> socket) {
                    std::weak_ptr<WebSocket> weak = socket;
                    socket->on_message([weak](std::string message, WebSocket::Kind kind) {
                      if (const auto alive = weak.lock()) alive->send(std::move(message), kind);
                    });
                    socket->on_close([this] { closed.set_value(); });
                    opened.set_value(socket);
                  };
                  return response;
                }});
    router.add({"GET", "/no", "public", [](const Request&) -> Result<Response> {
                  return conflict("test.not_now", "Not now.").with_hint("Later.");
                }});
    router.add({"GET", "/plain", "public", [](const Request&) -> Result<Response> { return Response(); }});
    server = http::Server::start(router, {}).value();
  }
};

}  // namespace

TEST_CASE("a WebSocket echoes messages in order, answers pings and closes with the client") {
  EchoServer s;
  RawClient client(s.server->port());
  client.send(handshake);
  const auto head = client.read_until("\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 101 "));
  CHECK(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != head.npos);

  client.send(text("one") + text("two") + masked(0x82, std::string("\0\xff", 2)));
  client.send(masked(0x01, "thr") + masked(0x80, "ee"));
  client.send(masked(0x89, "are you there"));

  std::string received = client.read_exactly(5 + 5 + 4 + 7 + 15);
  for (const std::string& frame :
       {http::encode_frame(Opcode::text, "one"), http::encode_frame(Opcode::text, "two"),
        http::encode_frame(Opcode::binary, {"\0\xff", 2}), http::encode_frame(Opcode::text, "three"),
        http::encode_frame(Opcode::pong, "are you there")}) {
    const auto at = received.find(frame);
    REQUIRE(at != received.npos);
    received.erase(at, frame.size());
  }

  client.send(masked(0x88, "\x03\xe8"));
  CHECK(client.read_all() == http::encode_close(http::CloseCode::normal));
  s.closed.get_future().get();
}

TEST_CASE("a large message comes back whole") {
  EchoServer s;
  RawClient client(s.server->port());
  client.send(handshake);
  client.read_until("\r\n\r\n");
  const std::string message(60'000, 'm');

  client.send(text(message));

  CHECK(client.read_exactly(60'004) == http::encode_frame(Opcode::text, message));
}

TEST_CASE("what breaks the protocol closes the WebSocket with the reason") {
  struct Case {
    std::string bytes;
    http::CloseCode code;
  };
  const Case cases[] = {
      {http::encode_frame(Opcode::text, "not masked"), http::CloseCode::protocol_error},
      {masked(0xc1, "reserved bit"), http::CloseCode::protocol_error},
      {masked(0x80, "nothing to continue"), http::CloseCode::protocol_error},
      {masked(0x81, "\xff\xfe"), http::CloseCode::invalid_data},
      {std::string("\x81\xff\x00\x00\x00\x00\x10\x00\x00\x00", 10), http::CloseCode::too_big},
  };
  for (const Case& c : cases) {
    EchoServer s;
    RawClient client(s.server->port());
    client.send(handshake);
    client.read_until("\r\n\r\n");
    client.send(c.bytes);
    client.finish_sending();
    CHECK(client.read_all() == http::encode_close(c.code));
    s.closed.get_future().get();
  }
}

TEST_CASE("the server may close first, and draining closes with it") {
  EchoServer s;
  RawClient client(s.server->port());
  client.send(handshake);
  client.read_until("\r\n\r\n");
  const auto socket = s.opened.get_future().get();

  s.server->drain();

  CHECK(client.read_all() == http::encode_close(http::CloseCode::normal));
  s.closed.get_future().get();
  CHECK_FALSE(socket->send("late", WebSocket::Kind::text));
}

TEST_CASE("a plain request to a WebSocket address is told to upgrade") {
  EchoServer s;
  RawClient client(s.server->port());
  client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = client.read_all();
  CHECK(answer.starts_with("HTTP/1.1 426 "));
  CHECK(answer.find("Upgrade: websocket\r\n") != answer.npos);
}

TEST_CASE("frames are read the same however they are cut") {
  const std::string all =
      text("first") + masked(0x01, "sec") + masked(0x89, "p") + masked(0x80, "ond") + masked(0x88, "");
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    CAPTURE(cut);
    FrameReader reader(1000);
    std::vector<std::string> seen;
    std::string in;
    for (std::size_t at = 0; at < all.size(); at += cut) {
      in += all.substr(at, cut);
      for (Step step = reader.next(in); step != Step::need_more; step = reader.next(in))
        seen.push_back(std::to_string(static_cast<int>(step)) + reader.payload());
    }
    CHECK(seen == std::vector<std::string>{"1first", "2p", "1second", "4"});
  }
}

namespace {

/// The next message; an empty one when the connection was closed.
std::string next_message(http::WebSocketClient& client) {
  for (;;) {
    const auto received = client.receive();
    if (received.what == http::WebSocketClient::Received::What::message) return received.message;
    if (received.what == http::WebSocketClient::Received::What::closed) return "";
    pollfd event{client.fd(), POLLIN, 0};
    REQUIRE(poll(&event, 1, 10'000) == 1);
  }
}

http::ClientRequest to(const EchoServer& s, const std::string& path) {
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(s.server->port()) + path;
  return request;
}

}  // namespace

TEST_CASE("the client of a WebSocket sends and receives whole messages of any size, and closes") {
  EchoServer s;
  auto connected = http::WebSocketClient::connect(to(s, "/echo"));
  REQUIRE_MESSAGE(connected.has_value(), (connected ? "" : connected.error().message()));
  auto& client = **connected;

  for (const std::size_t size : {0u, 1u, 125u, 126u, 70'000u, 1'000'000u}) {
    const std::string message(size, 'x');
    REQUIRE(client.send(message, http::WebSocketClient::Kind::binary));
    CHECK(next_message(client) == message);
  }
  client.close();
  CHECK_FALSE(client.send("more", http::WebSocketClient::Kind::text));
  CHECK(s.closed.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
}

TEST_CASE("the client of a WebSocket sees when the server closes, and what it answers instead of a handshake") {
  EchoServer s;
  auto connected = http::WebSocketClient::connect(to(s, "/echo"));
  REQUIRE(connected.has_value());
  s.opened.get_future().get()->close();
  CHECK(next_message(**connected).empty());
  http::ClientResponse refusal;
  const auto refused = http::WebSocketClient::connect(to(s, "/no"), &refusal);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refusal.status == 409);
  CHECK(refusal.body.find("Not now.") != std::string::npos);
  CHECK(refused.error().code() == "test.not_now");
  CHECK(refused.error().hint() == "Later.");
  CHECK_FALSE(http::WebSocketClient::connect(to(s, "/plain")).has_value());
  CHECK(http::WebSocketClient::connect({.url = "ftp://x"}).error().code() == "http.url_invalid");
}

namespace {

/// Shakes hands with one client and then reads nothing until it is told to.
class SlowServer {
 public:
  SlowServer() : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int small = 16 * 1024;  // of what the kernel would read ahead
    ::setsockopt(listening_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listening_, 1) == 0);
    REQUIRE(::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~SlowServer() {
    thread_.join();
    ::close(listening_);
  }
  SlowServer(const SlowServer&) = delete;
  SlowServer& operator=(const SlowServer&) = delete;

  unsigned short port = 0;
  std::promise<void> may_read;
  std::promise<std::vector<std::string>> seen;  ///< "1<message>", "p<ping>", "c" for the end.

 private:
  void serve() {
    const int connection = ::accept(listening_, nullptr, nullptr);
    std::string in;
    char buffer[16384];
    const auto more = [&] {
      const auto count = ::recv(connection, buffer, sizeof buffer, 0);
      if (count > 0) in.append(buffer, static_cast<std::size_t>(count));
      return count > 0;
    };
    while (in.find("\r\n\r\n") == in.npos && more()) continue;
    const auto at = in.find("Sec-WebSocket-Key: ") + 19;
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        http::websocket_accept(in.substr(at, in.find('\r', at) - at)) + "\r\n\r\n";
    (void)!::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    in.clear();
    may_read.get_future().wait();
    FrameReader reader(1 << 20);
    std::vector<std::string> all;
    for (;;) {
      const Step step = reader.next(in);
      if (step == Step::need_more && !more()) break;
      if (step == Step::message) all.push_back("1" + reader.payload().substr(0, 8));
      if (step == Step::ping) all.push_back("p");
      if (step == Step::close) all.push_back("c");
      if (step == Step::close || step == Step::failed) break;
    }
    ::close(connection);
    seen.set_value(std::move(all));
  }

  const int listening_;
  std::thread thread_;
};

std::unique_ptr<http::WebSocketClient> connected_to(SlowServer& slow) {
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(slow.port) + "/";
  auto connected = http::WebSocketClient::connect(request);
  if (!connected) slow.may_read.set_value();
  REQUIRE(connected.has_value());
  return std::move(*connected);
}

std::string numbered(int i) {
  char head[9];
  std::snprintf(head, sizeof head, "%08d", i);
  return head + std::string(32 * 1024, 'x');
}

}  // namespace

TEST_CASE("what a slow server does not take is kept without waiting and sent in order") {
  SlowServer slow;
  const auto connected = connected_to(slow);
  auto& client = *connected;

  int posted = 0;
  std::vector<std::string> wanted;
  const auto begun = std::chrono::steady_clock::now();
  while (client.unsent() < 1'000'000 && posted < 1'000) {
    CHECK(client.post(numbered(posted), http::WebSocketClient::Kind::binary));
    wanted.push_back("1" + numbered(posted++).substr(0, 8));
  }
  CHECK(client.ping());
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
  CHECK(client.unsent() >= 1'000'000);
  slow.may_read.set_value();
  CHECK(client.send("last one", http::WebSocketClient::Kind::text));
  CHECK(client.unsent() == 0);
  client.close();

  wanted.insert(wanted.end(), {"p", "1last one", "c"});
  CHECK(slow.seen.get_future().get() == wanted);
}

TEST_CASE("a server that takes nothing at all is given up when too much is kept for it") {
  SlowServer slow;
  auto connected = connected_to(slow);
  auto& client = *connected;

  int posted = 0;
  while (posted < 2'000 && client.post(numbered(posted), http::WebSocketClient::Kind::binary)) ++posted;

  CHECK(posted > 200);
  CHECK(posted < 2'000);
  CHECK(client.unsent() == 0);
  CHECK_FALSE(client.flush());
  CHECK(client.receive().what == http::WebSocketClient::Received::What::closed);
  slow.may_read.set_value();
  connected.reset();
}
