#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "process/spawner.h"
#include "process/terminal.h"

namespace towpath::process {

/// Who talks to a program while it runs. Its methods are called by the thread that runs the program and never block;
/// what it hears from elsewhere it keeps until it is asked.
class Counterpart {
 public:
  virtual ~Counterpart() = default;

  /// An eventfd, written to when take() or room() would answer more than before; whoever waits for it reads it.
  virtual int wake_fd() const = 0;

  struct Said {
    std::string bytes;                 ///< For the program, at most what was asked for.
    bool is_end = false;               ///< After these bytes there is no more.
    std::optional<WindowSize> window;  ///< The terminal is so large now.
    std::optional<int> signal;         ///< For the program, where there is no terminal that would send it.
    bool must_end = false;             ///< The program must end: see run_interactive().
  };
  /// What was said since it was asked last. Asked at least once a second, so that it can look at its deadlines.
  virtual Said take(std::size_t limit) = 0;
  /// The program was given these bytes; `is_shown`: it shows them itself as far as they are to be seen.
  virtual void given(std::string_view bytes, bool is_shown) = 0;

  /// How many bytes of output it has room for; the program waits while there is none.
  virtual std::size_t room() = 0;
  /// At most room() bytes, in order. A terminal has only Stream::out.
  virtual void show(Stream stream, std::string_view bytes) = 0;
};

/// Runs `command` to its end as somebody's conversation: with a terminal of the size, or without one with pipes. When
/// it must end, or a stop is requested, it gets SIGHUP, and two seconds later all of it is killed. What it wrote is
/// shown also after its end, as long as `who` makes room within ten seconds, or one when it had to end. Errors: those
/// of Spawner::start(); process.no_terminal.
Result<Exit> run_interactive(Spawner& spawner, const Command& command, std::optional<WindowSize> terminal,
                             Counterpart& who, std::stop_token stop);

}  // namespace towpath::process
