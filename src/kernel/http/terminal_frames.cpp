#include "http/terminal_frames.h"

#include <algorithm>
#include <array>

namespace towpath::http::terminal {
namespace {

constexpr std::size_t longest_text = 64 * 1024;
constexpr std::uint16_t largest_side = 1000;
constexpr std::array<std::uint8_t, 4> known_signals{1, 2, 3, 15};

template <class N>
std::string number(N value) {
  std::string out;
  for (int i = static_cast<int>(sizeof value) - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}

template <class N>
N number_at(std::string_view text, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof(N); ++i) out = out << 8 | static_cast<unsigned char>(text[at + i]);
  return static_cast<N>(out);
}

std::string of_kind(char kind) { return std::string(1, kind); }

struct ClientWriter {
  std::string operator()(const Input& f) const { return of_kind(0) + number(f.offset) + f.bytes; }
  std::string operator()(const InputEnd&) const { return of_kind(1); }
  std::string operator()(const Window& f) const { return of_kind(2) + number(f.columns) + number(f.rows); }
  std::string operator()(const Shown& f) const { return of_kind(3) + number(f.bytes); }
  std::string operator()(const Signal& f) const { return of_kind(4) + number(f.number); }
};

struct ServerWriter {
  std::string operator()(const Output& f) const { return of_kind(f.is_error ? 1 : 0) + f.bytes; }
  std::string operator()(const Taken& f) const { return of_kind(2) + number(f.bytes); }
  std::string operator()(const Ended& f) const { return of_kind(3) + f.json; }
  std::string operator()(const Notice& f) const { return of_kind(4) + f.text; }
};

bool is_side(std::uint16_t side) { return side >= 1 && side <= largest_side; }

}  // namespace

std::string encode(const FromClient& frame) { return std::visit(ClientWriter(), frame); }
std::string encode(const FromServer& frame) { return std::visit(ServerWriter(), frame); }

std::optional<FromClient> read_client_frame(std::string_view message) {
  if (message.empty()) return std::nullopt;
  const std::string_view rest = message.substr(1);
  switch (message.front()) {
    case 0: {
      if (rest.size() < 8 || rest.size() - 8 > longest_piece) return std::nullopt;
      return Input{number_at<std::uint64_t>(rest, 0), std::string(rest.substr(8))};
    }
    case 1:
      return rest.empty() ? std::optional<FromClient>(InputEnd{}) : std::nullopt;
    case 2: {
      if (rest.size() != 4) return std::nullopt;
      const Window window{number_at<std::uint16_t>(rest, 0), number_at<std::uint16_t>(rest, 2)};
      return is_side(window.columns) && is_side(window.rows) ? std::optional<FromClient>(window) : std::nullopt;
    }
    case 3:
      return rest.size() == 8 ? std::optional<FromClient>(Shown{number_at<std::uint64_t>(rest, 0)}) : std::nullopt;
    case 4: {
      if (rest.size() != 1) return std::nullopt;
      const auto signal = static_cast<std::uint8_t>(rest.front());
      const bool is_known = std::find(known_signals.begin(), known_signals.end(), signal) != known_signals.end();
      return is_known ? std::optional<FromClient>(Signal{signal}) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<FromServer> read_server_frame(std::string_view message) {
  if (message.empty()) return std::nullopt;
  const std::string_view rest = message.substr(1);
  switch (message.front()) {
    case 0:
    case 1:
      return rest.size() <= longest_piece ? std::optional<FromServer>(Output{message.front() == 1, std::string(rest)})
                                          : std::nullopt;
    case 2:
      return rest.size() == 8 ? std::optional<FromServer>(Taken{number_at<std::uint64_t>(rest, 0)}) : std::nullopt;
    case 3:
      return rest.size() <= longest_text ? std::optional<FromServer>(Ended{std::string(rest)}) : std::nullopt;
    case 4:
      return rest.size() <= longest_text ? std::optional<FromServer>(Notice{std::string(rest)}) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace towpath::http::terminal
