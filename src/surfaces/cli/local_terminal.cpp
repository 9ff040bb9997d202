#include "local_terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

namespace towpath::cli {

bool LocalTerminal::is_there() { return ::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO); }

http::terminal::Window LocalTerminal::window() {
  constexpr unsigned short largest = 1000;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {std::min(size.ws_col, largest), std::min(size.ws_row, largest)};
}

LocalTerminal::LocalTerminal(bool is_raw) {
  sigset_t taken;
  sigemptyset(&taken);
  for (const int number : {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&taken, number);
  pthread_sigmask(SIG_BLOCK, &taken, &mask_before_);
  signal_fd_ = ::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
  termios modes{};
  if (!is_raw || ::tcgetattr(STDIN_FILENO, &modes) != 0) return;
  before_ = modes;
  ::cfmakeraw(&modes);
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

LocalTerminal::~LocalTerminal() {
  if (before_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
  if (signal_fd_ >= 0) ::close(signal_fd_);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

std::vector<int> LocalTerminal::signals() {
  std::vector<int> out;
  signalfd_siginfo info{};
  while (::read(signal_fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
    out.push_back(static_cast<int>(info.ssi_signo));
  return out;
}

}  // namespace towpath::cli
