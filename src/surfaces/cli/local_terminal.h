#pragma once

#include <signal.h>
#include <termios.h>

#include <optional>
#include <vector>

#include "http/terminal_frames.h"

namespace towpath::cli {

/// The terminal the program was started in, for the time of a conversation with a program elsewhere: each key goes
/// there as it is, Ctrl-C too. Back as it was when it goes. One at a time, one thread.
class LocalTerminal {
 public:
  /// Whether standard input and output are a terminal.
  static bool is_there();
  /// Of standard output; 80 by 24 when it does not say.
  static http::terminal::Window window();

  /// `is_raw`: keys go as they are; otherwise only signals are taken.
  explicit LocalTerminal(bool is_raw);
  ~LocalTerminal();
  LocalTerminal(const LocalTerminal&) = delete;
  LocalTerminal& operator=(const LocalTerminal&) = delete;

  /// Can be read from (poll) when signals() has something.
  int signal_fd() const { return signal_fd_; }
  /// Signals this program got and did not follow: SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT.
  std::vector<int> signals();

 private:
  std::optional<termios> before_;
  sigset_t mask_before_{};
  int signal_fd_ = -1;
};

}  // namespace towpath::cli
