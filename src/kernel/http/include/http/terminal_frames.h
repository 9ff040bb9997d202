#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What the two ends of a terminal say to each other over a WebSocket: binary messages, the first byte says which, and
/// numbers are in network order. Both directions are counted from the beginning of the session, so that nothing is lost
/// or doubled when the connection breaks and is made again, and so that neither end is sent more than it can take.
namespace towpath::http::terminal {

inline constexpr std::size_t longest_piece = 32 * 1024;             ///< Of bytes in one message.
inline constexpr std::uint64_t longest_unacknowledged = 256 << 10;  ///< Bytes on their way, in each direction.

/// 0: what was typed, from the byte `offset` of all that was typed on. Bytes that came before are passed over.
struct Input {
  std::uint64_t offset = 0;
  std::string bytes;
  bool operator==(const Input&) const = default;
};
/// 1: nothing more is typed.
struct InputEnd {
  bool operator==(const InputEnd&) const = default;
};
/// 2: the terminal is so large; each 1 to 1000.
struct Window {
  std::uint16_t columns = 80, rows = 24;
  bool operator==(const Window&) const = default;
};
/// 3: so many bytes of output, of both streams together, were shown.
struct Shown {
  std::uint64_t bytes = 0;
  bool operator==(const Shown&) const = default;
};
/// 4: a signal for the program: 1 (SIGHUP), 2 (SIGINT), 3 (SIGQUIT) or 15 (SIGTERM).
struct Signal {
  std::uint8_t number = 0;
  bool operator==(const Signal&) const = default;
};
using FromClient = std::variant<Input, InputEnd, Window, Shown, Signal>;

/// 0 (standard output, all of a terminal) and 1 (standard error): bytes to be shown.
struct Output {
  bool is_error = false;
  std::string bytes;
  bool operator==(const Output&) const = default;
};
/// 2: so many bytes of input reached the program.
struct Taken {
  std::uint64_t bytes = 0;
  bool operator==(const Taken&) const = default;
};
/// 3: it is over. JSON: {"exitCode": 0}, or a problem document that says why it ended otherwise.
struct Ended {
  std::string json;
  bool operator==(const Ended&) const = default;
};
/// 4: a sentence for the person, not of the program.
struct Notice {
  std::string text;
  bool operator==(const Notice&) const = default;
};
using FromServer = std::variant<Output, Taken, Ended, Notice>;

std::string encode(const FromClient& frame);
std::string encode(const FromServer& frame);

/// Nothing for what is none: another first byte, a length that does not fit, a value that is not allowed.
std::optional<FromClient> read_client_frame(std::string_view message);
std::optional<FromServer> read_server_frame(std::string_view message);

}  // namespace towpath::http::terminal
