#include "shell_line.h"

#include <doctest/doctest.h>
#include <poll.h>

namespace towpath::testing {

namespace terminal = http::terminal;

std::string ShellLine::connect() {
  http::ClientRequest request;
  request.url = who_.url() + "/api/v1/shells/" + run_ + "/terminal?shown=" + std::to_string(shown_.size());
  request.bearer_token = who_.token();
  auto connected = http::WebSocketClient::connect(request);
  if (!connected.has_value()) return connected.error().code();
  socket_ = std::move(connected).value();
  return "";
}

void ShellLine::say(const terminal::FromClient& frame) {
  REQUIRE(socket_->send(terminal::encode(frame), http::WebSocketClient::Kind::binary));
}

void ShellLine::type(const std::string& text) {
  say(terminal::Input{typed_, text});
  typed_ += text.size();
}

bool ShellLine::read_more() {
  for (;;) {
    const auto received = socket_->receive();
    if (received.what == http::WebSocketClient::Received::What::closed) return false;
    if (received.what == http::WebSocketClient::Received::What::nothing) {
      pollfd event{socket_->fd(), POLLIN, 0};
      if (poll(&event, 1, 60'000) != 1) return false;
      continue;
    }
    const auto frame = terminal::read_server_frame(received.message);
    REQUIRE(frame.has_value());
    if (const auto* output = std::get_if<terminal::Output>(&*frame)) {
      shown_ += output->bytes;
      say(terminal::Shown{shown_.size()});
    }
    if (const auto* ended = std::get_if<terminal::Ended>(&*frame)) end_ = boost::json::parse(ended->json);
    return end_.is_null();
  }
}

bool ShellLine::sees(const std::string& text) {
  for (;;) {
    if (const auto found = shown_.find(text, seen_); found != std::string::npos) {
      seen_ = found + text.size();
      return true;
    }
    if (!read_more()) return false;
  }
}

boost::json::value ShellLine::end() {
  while (end_.is_null() && read_more()) {
  }
  return end_;
}

}  // namespace towpath::testing
