#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/http.h"

namespace towpath::http {

/// Close codes of RFC 6455 section 7.4.1 that we send.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  invalid_data = 1007,
  too_big = 1009,
};

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Whose frames are read: a client masks them, a server must not.
enum class Sender { client, server };

/// Reads what the other end sends: RFC 6455 section 5, without extensions. One thread.
class FrameReader {
 public:
  explicit FrameReader(std::size_t message_limit, Sender sender = Sender::client)
      : message_limit_(message_limit), sender_(sender) {}

  enum class Step { need_more, message, ping, pong, close, failed };
  /// Takes one step over the front of `in` and removes what it used. After `failed` the connection ends.
  Step next(std::string& in);

  std::string& payload() { return payload_; }  ///< Of the message, ping, pong or close just read.
  WebSocket::Kind kind() const { return kind_; }
  CloseCode failure() const { return failure_; }

 private:
  Step fail(CloseCode code);
  std::optional<Step> next_frame(std::string& in);
  std::optional<Step> take_frame(Opcode opcode, bool is_final, std::string payload);  ///< Nothing for a fragment.
  Step finish_message();

  const std::size_t message_limit_;
  const Sender sender_;
  std::string payload_;
  std::string message_;  ///< Fragments so far.
  bool is_in_message_ = false;
  WebSocket::Kind kind_ = WebSocket::Kind::text;
  CloseCode failure_ = CloseCode::normal;
};

/// An unmasked frame, as servers send them.
std::string encode_frame(Opcode opcode, std::string_view payload);
std::string encode_close(CloseCode code);

/// A frame as clients send it; `mask` is four random bytes.
std::string encode_masked(Opcode opcode, std::string_view payload, std::string_view mask);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
std::string websocket_accept(std::string_view key);

}  // namespace towpath::http
