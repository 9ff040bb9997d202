#pragma once

#include <cstdint>

#include "base/result.h"
#include "process/spawner.h"

namespace towpath::process {

/// Characters of a terminal, each 1 to 1000.
struct WindowSize {
  std::uint16_t columns = 80, rows = 24;
  bool operator==(const WindowSize&) const = default;
};

/// A pseudo terminal: what is written to `ours` was typed, what is read from it is shown; `theirs` is what a program
/// sees as its terminal, to be given to Spawner::start() as all three streams and then closed. It becomes that of the
/// program's session: Ctrl-C in it is SIGINT for what runs in the foreground.
struct Terminal {
  OwnedFd ours, theirs;
};

/// `ours` does not block. Errors: process.no_terminal (the machine has none left).
Result<Terminal> open_terminal(WindowSize size);

/// What runs in it is told with SIGWINCH.
void set_window(int ours, WindowSize size);

/// False while a program asks for a line without showing it: a password. Programs that read each key themselves (an
/// editor, a shell's line) show what they want to, and count as showing.
bool shows_what_is_typed(int ours);

}  // namespace towpath::process
