#include "http/websocket_client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <new>
#include <utility>

#include "base/base64.h"
#include "base/product.h"
#include "base/random_text.h"
#include "base/strings.h"
#include "base/version.h"

#include "curl_exchange.h"
#include "websocket_frames.h"

namespace towpath::http {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t longest_head = 64 * 1024, longest_problem = 256 * 1024, longest_message = 4 << 20,
                      most_unsent = 8 << 20;
constexpr std::chrono::seconds longest_send{30};

/// "example.com:8080/path?query" of an address, in two parts.
struct Place {
  std::string authority, path;
};

Place place_of(const std::string& url) {
  const auto begin = url.find("://") + 3, slash = url.find('/', begin);
  const std::string authority = url.substr(begin, slash == url.npos ? url.npos : slash - begin);
  const auto user = authority.rfind('@');
  return {user == authority.npos ? authority : authority.substr(user + 1),
          slash == url.npos ? "/" : url.substr(slash, url.find('#', slash) - slash)};
}

class Client final : public WebSocketClient {
 public:
  Client(Target target, std::chrono::milliseconds timeout)
      : target_(std::move(target)), deadline_(Steady::now() + timeout), handle_(curl_easy_init(), curl_easy_cleanup) {
    if (!handle_) throw std::bad_alloc();
  }

  Status open(const ClientRequest& request, ClientResponse* refusal) {
    const auto set = [this](auto option, auto value) { curl_easy_setopt(handle_.get(), option, value); };
    tls_ = request.tls;
    char detail[CURL_ERROR_SIZE] = "";
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_HTTPPROXYTUNNEL, 1L);  // what we say is not for a proxy to understand
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_TCP_KEEPALIVE, 1L);  // a peer that is gone without a word is noticed
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    set(CURLOPT_SSL_VERIFYPEER, request.verify_tls ? 1L : 0L);
    set(CURLOPT_SSL_VERIFYHOST, request.verify_tls ? 2L : 0L);
    set_tls(handle_, tls_);
    if (!request.unix_socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
    if (target_.is_loopback() || !request.unix_socket.empty()) set(CURLOPT_PROXY, "");
    set(CURLOPT_ERRORBUFFER, detail);
    const CURLcode outcome = curl_easy_perform(handle_.get());
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    if (outcome != CURLE_OK)
      return to_error(outcome, target_, detail[0] != '\0' ? detail : curl_easy_strerror(outcome));
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
    fd_ = static_cast<int>(socket);
    return shake_hands(request, refusal);
  }

  int fd() const override { return fd_; }
  const std::string& protocol() const override { return protocol_; }

  Received receive() override {
    for (;;) {
      const auto step = is_closed_ ? FrameReader::Step::close : frames_.next(in_);
      switch (step) {
        case FrameReader::Step::message:
          return {Received::What::message, std::move(frames_.payload()),
                  frames_.kind() == WebSocket::Kind::text ? Kind::text : Kind::binary};
        case FrameReader::Step::ping:
          keep(frame(Opcode::pong, frames_.payload()));
          break;
        case FrameReader::Step::pong:
          break;
        case FrameReader::Step::close:
        case FrameReader::Step::failed:
          close();
          return {Received::What::closed};
        case FrameReader::Step::need_more:
          if (!read_some()) {
            if (!is_lost_) return {};
            is_closed_ = true;
            return {Received::What::closed};
          }
          break;
      }
    }
  }

  bool send(std::string_view message, Kind kind) override { return post(message, kind) && send_kept(); }

  bool post(std::string_view message, Kind kind) override {
    return !is_closed_ && keep(frame(kind == Kind::text ? Opcode::text : Opcode::binary, message));
  }

  bool ping() override { return !is_closed_ && keep(frame(Opcode::ping, "")); }

  bool flush() override {
    while (!kept_.empty() && !is_lost_) {
      // Where a part was refused the same bytes at the same address are offered again: TLS wants it so.
      const std::string_view rest = std::string_view(kept_.front()).substr(front_sent_);
      std::size_t sent = 0;
      const CURLcode outcome = curl_easy_send(handle_.get(), rest.data(), rest.size(), &sent);
      if (outcome == CURLE_AGAIN) break;
      if (outcome != CURLE_OK) return lose();
      unsent_ -= sent;
      front_sent_ += sent;
      if (sent != rest.size()) continue;
      kept_.pop_front();
      front_sent_ = 0;
    }
    return !is_lost_;
  }

  std::size_t unsent() const override { return unsent_; }

  void close() override {
    if (std::exchange(is_closed_, true)) return;
    const char normal[] = {static_cast<char>(1000 >> 8), static_cast<char>(1000 & 0xff)};
    keep(frame(Opcode::close, {normal, 2}));
  }

 private:
  static std::string frame(Opcode opcode, std::string_view payload) {
    return encode_masked(opcode, payload, random_text(4).reveal());
  }

  Status shake_hands(const ClientRequest& request, ClientResponse* refusal) {
    const std::string key = to_base64(random_text(16).reveal());
    const Place place = place_of(request.url);
    std::string text = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: {}\r\nUser-Agent: {}/{}\r\n",
        place.path, place.authority, key, product::binary, version());
    for (const auto& [name, value] : request.headers.all()) text += fmt::format("{}: {}\r\n", name, value);
    if (!request.bearer_token.empty())
      text += fmt::format("Authorization: Bearer {}\r\n", request.bearer_token.reveal());
    if (text.find('\0') != text.npos) return invalid_input("http.url_invalid", "The request has a zero byte.");
    if (!keep(text + "\r\n") || !send_kept()) return lost();
    TRY(ClientResponse answer, read_answer());
    if (answer.status != 101) {
      Error error = error_from(answer);
      if (refusal != nullptr) *refusal = std::move(answer);
      return error;
    }
    if (trim(answer.headers.get("Sec-WebSocket-Accept")) != websocket_accept(key))
      return unavailable("http.not_websocket",
                         fmt::format("{}:{} did not answer as a WebSocket.", target_.host, target_.port))
          .with_hint("A proxy between here and there may not let WebSockets through.");
    protocol_ = trim(answer.headers.get("Sec-WebSocket-Protocol"));
    return ok();
  }

  /// The head; of an answer that is not 101 also the body, as far as its length is said.
  Result<ClientResponse> read_answer() {
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == in_.npos) {
      if (in_.size() > longest_head) return lost();
      CHECK_OK(wait_for_more());
    }
    ClientResponse out;
    const std::vector<std::string> lines = split(in_.substr(0, end), '\n');
    in_.erase(0, end + 4);
    const std::string& first = lines.front();
    if (!first.starts_with("HTTP/1.") || first.size() < 12) return lost();
    std::from_chars(first.data() + 9, first.data() + 12, out.status);
    for (std::size_t i = 1; i < lines.size(); ++i)
      if (const auto colon = lines[i].find(':'); colon != std::string::npos)
        out.headers.add(lines[i].substr(0, colon), std::string(trim(lines[i].substr(colon + 1))));
    if (out.status == 101) return out;
    std::size_t length = 0;
    const std::string_view said = out.headers.get("Content-Length");
    std::from_chars(said.data(), said.data() + said.size(), length);
    length = std::min(length, longest_problem);
    while (in_.size() < length) CHECK_OK(wait_for_more());
    out.body = in_.substr(0, length);
    return out;
  }

  Status wait_for_more() {
    while (!read_some()) {
      if (is_lost_) return lost();
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Steady::now()).count();
      pollfd event{fd_, POLLIN, 0};
      if (left <= 0 || poll(&event, 1, static_cast<int>(std::min<long long>(left, 60'000))) == 0)
        return to_error(CURLE_OPERATION_TIMEDOUT, target_, "");
    }
    return ok();
  }

  Error lost() const { return to_error(CURLE_RECV_ERROR, target_, "the connection was lost during the handshake"); }

  /// False when nothing came.
  bool read_some() {
    std::array<char, 16 * 1024> buffer;
    std::size_t got = 0;
    const CURLcode outcome = curl_easy_recv(handle_.get(), buffer.data(), buffer.size(), &got);
    if (outcome == CURLE_AGAIN) return false;
    is_lost_ |= outcome != CURLE_OK || got == 0;
    in_.append(buffer.data(), got);
    return got > 0;
  }

  /// False, and nothing is left to send.
  bool lose() {
    is_lost_ = true;
    kept_.clear();
    unsent_ = front_sent_ = 0;
    return false;
  }

  bool keep(std::string bytes) {
    if (is_lost_ || unsent_ + bytes.size() > most_unsent) return lose();
    unsent_ += bytes.size();
    kept_.push_back(std::move(bytes));
    return flush();
  }

  bool send_kept() {
    for (const auto until = Steady::now() + longest_send; flush() && !kept_.empty();) {
      pollfd event{fd_, POLLOUT, 0};
      if (Steady::now() > until || poll(&event, 1, 1000) < 0) lose();
    }
    return !is_lost_;
  }

  const Target target_;
  const Steady::time_point deadline_;  ///< Of the handshake.
  Handle handle_;
  ClientTls tls_;
  FrameReader frames_{longest_message, Sender::server};
  std::string in_, protocol_;
  std::deque<std::string> kept_;  ///< Frames that are not sent yet; of the first one front_sent_ bytes are.
  std::size_t front_sent_ = 0, unsent_ = 0;
  int fd_ = -1;
  bool is_closed_ = false, is_lost_ = false;
};

}  // namespace

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(const ClientRequest& request,
                                                                  ClientResponse* refusal) {
  begin_curl();
  TRY(Target target, target_of(request.url));
  auto client = std::make_unique<Client>(std::move(target), request.timeout);
  CHECK_OK(client->open(request, refusal));
  return std::unique_ptr<WebSocketClient>(std::move(client));
}

}  // namespace towpath::http
