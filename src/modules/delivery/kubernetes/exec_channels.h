#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "process/terminal.h"

namespace towpath::delivery {

// What is said over the stream of a program that a cluster runs in a container. Pure.

/// The subprotocol that every kubelet from 1.20 on speaks: a message is the number of a channel, and bytes of it. No
/// channel of it can be ended alone.
inline constexpr const char* exec_protocol = "v4.channel.k8s.io";

enum class ExecChannel : std::uint8_t { input = 0, output = 1, errors = 2, status = 3, window = 4 };

std::string exec_message(ExecChannel channel, std::string_view bytes);
/// For ExecChannel::window.
std::string window_text(process::WindowSize size);

struct ExecPart {
  ExecChannel channel = ExecChannel::output;
  std::string_view bytes;
};
/// Of output, errors or status; nothing for what a cluster has no business to send.
std::optional<ExecPart> read_exec_message(std::string_view message);

/// How a program ended: an exit code, or in the cluster's words why there is none, at most 500 bytes.
struct ExecEnd {
  std::optional<int> code;
  std::string failure;
};
/// Of what comes by ExecChannel::status, an object Status (v1).
ExecEnd read_exec_end(std::string_view status);

/// Bytes of input as lines that a POSIX shell turns back with `read -r` and `printf %b`: any bytes in, ASCII out. Each
/// line stands for itself; none is the line `.`.
std::string input_lines(std::string_view bytes);
/// The line after which there is no more input.
inline constexpr std::string_view end_of_input = ".\n";

/// What a program says before all else, so that it is known to have begun.
class Greeting {
 public:
  explicit Greeting(std::string words) : words_(std::move(words)) {}
  /// Takes its part off the front of what came; what is left is the program's.
  void take(std::string_view& bytes);
  bool is_said() const { return heard_ == words_; }
  /// What came instead, as far as it was taken; "" while it may still be the greeting.
  const std::string& other_words() const { return other_; }

 private:
  const std::string words_;
  std::string heard_, other_;
};

}  // namespace towpath::delivery
