#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "base/id.h"
#include "compression.h"
#include "http/client.h"
#include "http/server.h"
#include "raw_client.h"

using namespace towpath;
namespace fs = std::filesystem;
using http::Request;
using http::Response;

namespace {

struct Fixture {
  http::Router router;
  http::ServerOptions options;
  std::unique_ptr<http::Server> server;

  Fixture() {
    options.workers = 2;
    options.drain_timeout = std::chrono::seconds(5);
  }
  void add(std::string method, std::string pattern, http::Handler handler,
           http::BodyMode mode = http::BodyMode::buffered) {
    http::Route route{std::move(method), std::move(pattern), "public", std::move(handler)};
    route.body_mode = mode;
    route.body_limit = 64 << 20;
    router.add(std::move(route));
  }
  unsigned short start() {
    server = http::Server::start(router, options).value();
    return server->port();
  }
  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(server->port()) + std::string(path);
  }
};

Response streamed(std::function<void(http::Writer&)> writes) {
  Response response;
  response.content_type = "text/plain";
  response.stream = std::move(writes);
  return response;
}

/// Counts the bytes of a streamed request body.
Result<Response> count_body(const Request& request) {
  std::size_t total = 0;
  for (;;) {
    TRY(const std::string piece, request.body_stream->read(10'000));
    if (piece.empty()) return http::json_response(200, std::to_string(total));
    total += piece.size();
  }
}

}  // namespace

TEST_CASE("a streamed body of any size reaches its handler in pieces") {
  Fixture f;
  f.add("POST", "/count", count_body, http::BodyMode::stream);
  f.start();
  http::ClientRequest request{.method = "POST", .url = f.url("/count")};
  int left = 500;
  request.next_chunk = [&left] { return left-- > 0 ? std::string(16'000, 'x') : std::string(); };

  CHECK(http::fetch(request).value().body == "8000000");
}

TEST_CASE("a streamed gzip body in chunks reaches its handler decoded") {
  Fixture f;
  f.add("POST", "/count", count_body, http::BodyMode::stream);
  f.start();
  const std::string packed = http::gzip(std::string(3'000'000, 'g'));
  http::ClientRequest request{.method = "POST", .url = f.url("/count")};
  request.headers.set("Content-Encoding", "gzip");
  std::size_t at = 0;
  request.next_chunk = [&] {
    const std::string piece = packed.substr(at, 1000);
    at += piece.size();
    return piece;
  };

  CHECK(http::fetch(request).value().body == "3000000");
}

TEST_CASE("a handler may refuse before the client sends its body") {
  Fixture f;
  f.add(
      "POST", "/refuse", [](const Request&) -> Result<Response> { return forbidden("test.no", "No."); },
      http::BodyMode::stream);
  RawClient client(f.start());

  client.send("POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");

  CHECK(client.read_all().starts_with("HTTP/1.1 403 "));
}

TEST_CASE("100 Continue comes when a streaming handler reads, and the connection goes on afterwards") {
  Fixture f;
  f.add("POST", "/count", count_body, http::BodyMode::stream);
  RawClient client(f.start());
  std::string body;
  for (int i = 0; i < 2; ++i) {
    client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("12345");
    client.read_response(&body);
    CHECK(body == "5");
  }
}

TEST_CASE("a short body that a handler leaves unread does not end the connection") {
  Fixture f;
  f.add(
      "POST", "/ignore", [](const Request&) -> Result<Response> { return http::json_response(200, "ok"); },
      http::BodyMode::stream);
  RawClient client(f.start());
  std::string body;
  for (int i = 0; i < 3; ++i) {
    client.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
    CHECK(client.read_response(&body).find("keep-alive") != std::string::npos);
  }
}

TEST_CASE("a client that goes away in the middle of its body ends the handler's reading") {
  std::promise<std::string> outcome;
  Fixture f;  // goes first: its handlers use what stands above
  f.add(
      "POST", "/count",
      [&](const Request& r) -> Result<Response> {
        auto counted = count_body(r);
        outcome.set_value(counted ? "whole" : counted.error().code());
        return counted;
      },
      http::BodyMode::stream);
  const auto port = f.start();
  {
    RawClient client(port);
    client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
  }
  CHECK(outcome.get_future().get() == "http.client_gone");
}

TEST_CASE("a streamed answer arrives whole, whatever its size") {
  std::size_t total = 0;
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/stream", [](const Request&) -> Result<Response> {
    return streamed([](http::Writer& out) {
      for (int i = 0; i < 1000; ++i) out.write(std::string(5000, static_cast<char>('a' + i % 26)));
    });
  });
  f.start();
  http::ClientRequest request{.url = f.url("/stream")};
  request.on_data = [&](std::string_view bytes) {
    total += bytes.size();
    return true;
  };

  CHECK(http::fetch(request).value().status == 200);
  CHECK(total == 5'000'000);
}

TEST_CASE("a stream of known size goes out under its length, to HEAD as well, and the connection goes on") {
  Fixture f;
  f.add("GET", "/sized", [](const Request&) -> Result<Response> {
    Response response = streamed([](http::Writer& out) {
      for (int i = 0; i < 100; ++i) out.write(std::string(1000, 'x'));
    });
    response.stream_size = 100'000;
    return response;
  });
  RawClient client(f.start());

  for (int round = 0; round < 2; ++round) {
    REQUIRE(client.send("GET /sized HTTP/1.1\r\nHost: h\r\n\r\n"));
    const std::string head = client.read_until("\r\n\r\n");
    CHECK(head.find("Content-Length: 100000\r\n") != head.npos);
    CHECK(head.find("Transfer-Encoding") == head.npos);
    CHECK(client.read_until(std::string(100'000, 'x')).size() == 100'000);
  }
  REQUIRE(client.send("HEAD /sized HTTP/1.1\r\nHost: h\r\n\r\n"));
  CHECK(client.read_until("\r\n\r\n").find("Content-Length: 100000\r\n") != std::string::npos);
}

TEST_CASE("a stream of another size than it said breaks the connection") {
  Fixture f;
  for (const int pieces : {9, 11}) {
    f.add("GET", "/" + std::to_string(pieces), [pieces](const Request&) -> Result<Response> {
      Response response = streamed([pieces](http::Writer& out) {
        for (int i = 0; i < pieces; ++i) out.write(std::string(10, 'x'));
      });
      response.stream_size = 100;
      return response;
    });
  }
  f.start();

  CHECK_FALSE(http::fetch({.url = f.url("/9")}).has_value());
  CHECK_FALSE(http::fetch({.url = f.url("/11")}).has_value());
}

TEST_CASE("a catch-all gets every method and path as they were sent, and bodies with any encoding") {
  Fixture f;
  http::Route all{"", "", "public", [](const Request& request) -> Result<Response> {
                    TRY(const std::string body, request.body_stream->read(1000));
                    return http::json_response(200, request.method + " " + request.target + " " + body);
                  }};
  all.body_mode = http::BodyMode::stream;
  all.decodes_body = false;
  f.router.set_catch_all(std::move(all));
  f.add("GET", "/known", [](const Request&) -> Result<Response> { return http::json_response(200, "known"); });
  f.start();
  const auto ask = [&](const char* method, const char* path, http::Headers headers) {
    return http::fetch({.method = method, .url = f.url(path), .headers = std::move(headers), .body = "raw"})
        .value()
        .body;
  };
  http::Headers encoded;
  encoded.set("Content-Encoding", "gzip,aws-chunked");

  CHECK(ask("PUT", "/a//b/%2F?x=1", encoded) == "PUT /a//b/%2F?x=1 raw");
  encoded.set("Content-Encoding", "gzip");
  CHECK(ask("DELETE", "/known", encoded) == "DELETE /known raw");
  CHECK(http::fetch({.url = f.url("/known")}).value().body == "known");
}

TEST_CASE("a stream that fails half-way cannot be taken for a whole one") {
  Fixture f;
  f.add("GET", "/broken", [](const Request&) -> Result<Response> {
    return streamed([](http::Writer& out) {
      out.write("half");
      throw std::runtime_error("the other half is gone");
    });
  });
  f.start();

  CHECK_FALSE(http::fetch({.url = f.url("/broken")}));
}

TEST_CASE("a writer hears that its client has gone") {
  std::promise<bool> heard;
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/endless", [&](const Request&) -> Result<Response> {
    return streamed([&](http::Writer& out) {
      while (out.write(std::string(10'000, 'x'))) continue;
      heard.set_value(out.gone().stop_requested());
    });
  });
  const auto port = f.start();
  {
    RawClient client(port);
    client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_exactly(50'000);
  }
  CHECK(heard.get_future().get());
}

TEST_CASE("a file is sent with its length, and HEAD sends none of it") {
  const fs::path path = fs::temp_directory_path() / ("file-" + new_ulid());
  std::ofstream(path) << std::string(1'000'000, 'f');
  Fixture f;
  f.add("GET", "/file", [&](const Request&) -> Result<Response> {
    Response response;
    response.file = path.string();
    response.content_type = "application/octet-stream";
    return response;
  });
  f.start();

  const auto whole = http::fetch({.url = f.url("/file")}).value();
  const auto head = http::fetch({.method = "HEAD", .url = f.url("/file")}).value();
  fs::remove(path);
  const auto gone = http::fetch({.url = f.url("/file")}).value();

  CHECK(whole.body == std::string(1'000'000, 'f'));
  CHECK(head.headers.get("Content-Length") == "1000000");
  CHECK(head.body.empty());
  CHECK(gone.status == 500);
  CHECK(gone.body.find(path.string()) == std::string::npos);
}

TEST_CASE("events arrive as they are pushed, and a client resumes after the last it saw") {
  std::mutex mutex;
  std::shared_ptr<http::SseChannel> channel;
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/events", [&](const Request&) -> Result<Response> {
    Response response;
    response.sse = [&](std::shared_ptr<http::SseChannel> opened, std::string last) {
      const int from = last.empty() ? 0 : std::stoi(last);
      for (int i = from + 1; i <= 3; ++i)
        opened->push({std::to_string(i), "step", "line one\nline " + std::to_string(i)});
      const std::lock_guard lock(mutex);
      channel = opened;
    };
    return response;
  });
  const auto port = f.start();
  {
    RawClient client(port);
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.read_until("\r\n\r\n");
    CHECK(head.find("Content-Type: text/event-stream\r\n") != head.npos);
    CHECK(client.read_until("\n\n") == "id: 1\nevent: step\ndata: line one\ndata: line 1\n\n");
    CHECK(client.read_until("\n\n").starts_with("id: 2\n"));
  }
  RawClient again(port);
  again.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 2\r\n\r\n");
  again.read_until("\r\n\r\n");
  CHECK(again.read_until("\n\n").starts_with("id: 3\n"));
}

TEST_CASE("more event streams than workers stay open, and each hears when its client goes") {
  std::atomic<int> opened = 0;
  std::latch closed(8);
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/events", [&](const Request&) -> Result<Response> {
    Response response;
    response.sse = [&](std::shared_ptr<http::SseChannel> channel, std::string) {
      channel->on_close([&] { closed.count_down(); });
      channel->push({"1", "", "hello"});
      ++opened;
    };
    return response;
  });
  const auto port = f.start();
  {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) {
      clients.push_back(std::make_unique<RawClient>(port));
      clients.back()->send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    for (auto& client : clients) client->read_until("data: hello\n\n");
  }
  closed.wait();
  CHECK(opened == 8);
}

TEST_CASE("draining ends event streams, and a channel held longer than the server is harmless") {
  std::promise<std::shared_ptr<http::SseChannel>> opened;
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/events", [&](const Request&) -> Result<Response> {
    Response response;
    response.sse = [&](std::shared_ptr<http::SseChannel> channel, std::string) { opened.set_value(channel); };
    return response;
  });
  RawClient client(f.start());
  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  client.read_until("\r\n\r\n");
  const auto channel = opened.get_future().get();

  f.server.reset();

  CHECK(client.read_all() == "");
  CHECK_FALSE(channel->push({"1", "", "late"}));
  bool told = false;
  channel->on_close([&] { told = true; });
  CHECK(told);
}

TEST_CASE("a client too slow for its event stream is cut off instead of filling memory") {
  std::promise<void> cut;
  Fixture f;  // goes first: its handlers use what stands above
  f.add("GET", "/events", [&](const Request&) -> Result<Response> {
    Response response;
    response.sse = [&](std::shared_ptr<http::SseChannel> channel, std::string) {
      while (channel->push({"1", "", std::string(100'000, 'x')})) continue;
      cut.set_value();
    };
    return response;
  });
  RawClient client(f.start());

  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");

  cut.get_future().get();
  client.read_all();
}

namespace {

/// A certificate for 127.0.0.1 that is its own authority.
struct Certificate {
  fs::path certificate = fs::temp_directory_path() / (new_ulid() + ".pem");
  fs::path key = fs::temp_directory_path() / (new_ulid() + ".key");

  Certificate() {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, pair);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1,
                               0);
    X509_set_issuer_name(x509, name);
    X509_sign(x509, pair, EVP_sha256());
    FILE* file = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(file, x509);
    std::fclose(file);
    file = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(x509);
    EVP_PKEY_free(pair);
  }
  ~Certificate() {
    fs::remove(certificate);
    fs::remove(key);
  }
};

}  // namespace

TEST_CASE("over TLS the same server answers, and says that it wants to be asked over TLS again") {
  const Certificate files;
  Fixture f;
  f.options.tls_certificate_file = files.certificate.string();
  f.options.tls_key_file = files.key.string();
  f.add("GET", "/large", [](const Request& r) -> Result<Response> {
    return http::json_response(200, std::string(300'000, r.is_tls ? 't' : 'p'));
  });
  f.add("POST", "/count", count_body, http::BodyMode::stream);
  const std::string base = "https://127.0.0.1:" + std::to_string(f.start());

  for (int i = 0; i < 2; ++i) {
    const auto answer = http::fetch({.url = base + "/large", .verify_tls = false}).value();
    CHECK(answer.body == std::string(300'000, 't'));
    CHECK(answer.headers.get("Strict-Transport-Security") == "max-age=31536000");
  }
  CHECK(http::fetch({.method = "POST", .url = base + "/count", .body = std::string(500'000, 'x'), .verify_tls = false})
            .value()
            .body == "500000");
  CHECK(http::fetch({.url = base + "/large"}).error().code() == "http.tls_failed");
}

TEST_CASE("a TLS certificate that cannot be used is an error at start") {
  Fixture f;
  f.options.tls_certificate_file = f.options.tls_key_file = "/dev/null";
  CHECK(http::Server::start(f.router, f.options).error().code() == "http.tls_invalid");
  f.options.tls_key_file.clear();
  CHECK(http::Server::start(f.router, f.options).error().code() == "http.tls_invalid");
}
