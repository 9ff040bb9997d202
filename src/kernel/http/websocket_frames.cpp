#include "websocket_frames.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <utility>

#include "base/strings.h"

namespace towpath::http {
namespace {

constexpr std::string_view handshake_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t control_limit = 125;

/// A number in network order.
std::uint64_t number_at(const std::string& in, std::size_t at, std::size_t bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes; ++i) out = out << 8 | static_cast<unsigned char>(in[at + i]);
  return out;
}

bool is_control(Opcode opcode) { return static_cast<int>(opcode) >= 8; }

bool is_known(std::uint8_t opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

/// Codes a peer may send in a close frame.
bool is_valid_close(const std::string& payload) {
  if (payload.empty()) return true;
  if (payload.size() < 2) return false;
  const auto code = number_at(payload, 0, 2);
  const bool may_be_sent =
      (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
  return may_be_sent && is_utf8(std::string_view(payload).substr(2));
}

/// Everything before the payload and its mask; `masked` is the bit that says that there is one.
std::string frame_head(Opcode opcode, std::uint64_t length, unsigned masked) {
  std::string out;
  out += static_cast<char>(0x80 | static_cast<int>(opcode));
  const int bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
  out += static_cast<char>(masked | (bytes == 0 ? static_cast<unsigned>(length) : bytes == 2 ? 126u : 127u));
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(length >> (8 * i));
  return out;
}

}  // namespace

FrameReader::Step FrameReader::fail(CloseCode code) {
  failure_ = code;
  return Step::failed;
}

FrameReader::Step FrameReader::next(std::string& in) {
  for (;;)
    if (const auto step = next_frame(in)) return *step;
}

std::optional<FrameReader::Step> FrameReader::next_frame(std::string& in) {
  if (in.size() < 2) return Step::need_more;
  const auto first = static_cast<unsigned char>(in[0]), second = static_cast<unsigned char>(in[1]);
  const bool is_final = first & 0x80, is_masked = second & 0x80;
  if ((first & 0x70) != 0 || is_masked != (sender_ == Sender::client) || !is_known(first & 0x0f))
    return fail(CloseCode::protocol_error);
  const auto opcode = static_cast<Opcode>(first & 0x0f);

  std::size_t header = 2;
  std::uint64_t length = second & 0x7f;
  if (is_control(opcode) && (length > control_limit || !is_final)) return fail(CloseCode::protocol_error);
  if (length >= 126) {
    const std::size_t bytes = length == 126 ? 2 : 8;
    if (in.size() < header + bytes) return Step::need_more;
    length = number_at(in, header, bytes);
    header += bytes;
  }
  if (!is_control(opcode) && length > message_limit_ - message_.size()) return fail(CloseCode::too_big);
  const std::size_t mask = is_masked ? 4 : 0;
  if (in.size() < header + mask + length) return Step::need_more;

  std::string payload = in.substr(header + mask, length);
  if (is_masked)
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ in[header + i % 4]);
  in.erase(0, header + mask + length);
  return take_frame(opcode, is_final, std::move(payload));
}

std::optional<FrameReader::Step> FrameReader::take_frame(Opcode opcode, bool is_final, std::string payload) {
  if (is_control(opcode)) {
    payload_ = std::move(payload);
    if (opcode == Opcode::ping) return Step::ping;
    if (opcode == Opcode::pong) return Step::pong;
    return is_valid_close(payload_) ? Step::close : fail(CloseCode::protocol_error);
  }
  if ((opcode == Opcode::continuation) != is_in_message_) return fail(CloseCode::protocol_error);
  if (!is_in_message_) kind_ = opcode == Opcode::text ? WebSocket::Kind::text : WebSocket::Kind::binary;
  message_ += payload;
  is_in_message_ = !is_final;
  if (!is_final) return std::nullopt;
  return finish_message();
}

FrameReader::Step FrameReader::finish_message() {
  payload_ = std::exchange(message_, {});
  if (kind_ == WebSocket::Kind::text && !is_utf8(payload_)) return fail(CloseCode::invalid_data);
  return Step::message;
}

std::string encode_frame(Opcode opcode, std::string_view payload) {
  return frame_head(opcode, payload.size(), 0) + std::string(payload);
}

std::string encode_masked(Opcode opcode, std::string_view payload, std::string_view mask) {
  std::string out = frame_head(opcode, payload.size(), 0x80);
  out += mask.substr(0, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::string encode_close(CloseCode code) {
  const auto number = static_cast<std::uint16_t>(code);
  const char payload[] = {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  return encode_frame(Opcode::close, {payload, 2});
}

std::string websocket_accept(std::string_view key) {
  const std::string input = std::string(key) + std::string(handshake_guid);
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(input.data()), input.size(), digest);
  std::string out(29, '\0');  // 28 characters and the NUL that EVP_EncodeBlock writes
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), digest, sizeof digest);
  out.resize(28);
  return out;
}

}  // namespace towpath::http
