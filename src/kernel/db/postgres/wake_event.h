#pragma once

#include <chrono>

namespace towpath::db {

/// Lets a thread that waits on a socket be woken by another thread. Thread-safe.
class WakeEvent {
 public:
  WakeEvent();
  ~WakeEvent();
  WakeEvent(const WakeEvent&) = delete;
  WakeEvent& operator=(const WakeEvent&) = delete;

  void set();
  /// Waits until set (which it undoes), until `socket` (-1: none) has something to read, or for `longest` (negative:
  /// for ever). Answers whether the socket has.
  bool wait(int socket, std::chrono::milliseconds longest);

 private:
  int descriptor_;
};

}  // namespace towpath::db
