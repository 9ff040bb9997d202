#pragma once

#include <sys/types.h>

#include <string>

#include "api_client.h"
#include "process/terminal.h"

namespace towpath::testing {

/// A line typed on a terminal of its own, with the shipped program on the path and this caller's token: what is typed
/// then goes to it key by key. One thread.
class TypedTerminal {
 public:
  TypedTerminal(const std::string& line, const Api& who, process::WindowSize window);
  ~TypedTerminal();
  TypedTerminal(const TypedTerminal&) = delete;
  TypedTerminal& operator=(const TypedTerminal&) = delete;

  void type(const std::string& keys);
  void resize(process::WindowSize window);
  /// Waits until it shows `text` after what was waited for before. False at its end, or after a minute.
  bool sees(const std::string& text);
  /// Waits for its end: the exit code.
  int end();
  const std::string& shown() const { return shown_; }

 private:
  bool read_more();

  process::Terminal terminal_;
  pid_t pid_ = -1;
  std::string shown_;
  std::size_t seen_ = 0;
};

}  // namespace towpath::testing
