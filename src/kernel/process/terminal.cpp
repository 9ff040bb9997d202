#include "process/terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cerrno>
#include <cstring>

namespace towpath::process {

Result<Terminal> open_terminal(WindowSize size) {
  const auto none = [](const char* step) {
    return unavailable("process.no_terminal",
                       fmt::format("no terminal for a program: {}: {}", step, std::strerror(errno)))
        .with_hint("see /proc/sys/kernel/pty/max and the limit of open files (ulimit -n)");
  };
  Terminal out;
  out.ours.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!out.ours) return none("open");
  if (grantpt(out.ours.get()) != 0 || unlockpt(out.ours.get()) != 0) return none("unlock");
  // By the master: the name would lead elsewhere where /dev/pts is another mount.
  out.theirs.reset(ioctl(out.ours.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!out.theirs) return none("open its other end");
  set_window(out.ours.get(), size);
  return out;
}

void set_window(int ours, WindowSize size) {
  winsize window{};
  window.ws_col = size.columns;
  window.ws_row = size.rows;
  ioctl(ours, TIOCSWINSZ, &window);
}

bool shows_what_is_typed(int ours) {
  termios modes{};
  if (tcgetattr(ours, &modes) != 0) return true;
  return (modes.c_lflag & ECHO) != 0 || (modes.c_lflag & ICANON) == 0;
}

}  // namespace towpath::process
