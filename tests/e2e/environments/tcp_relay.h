#pragma once

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace towpath::testing {

/// A port of this machine that leads to another one, until it is cut: then connections end at once, and new ones do,
/// too. All on a thread of its own; the calls return when it is so.
class TcpRelay {
 public:
  explicit TcpRelay(int target_port);
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  int port() const { return port_; }
  void cut() { become(true); }
  void mend() { become(false); }

 private:
  void become(bool is_cut);
  void run(const std::stop_token& stop);
  void accept_one();
  /// Passes on what has come; false when the connection is over.
  static bool pass_on(int from, int to);
  void end_all();

  const int target_port_;
  int port_ = 0, listener_ = -1, wake_[2] = {-1, -1};
  std::atomic<bool> is_cut_ = false, has_cut_ = false;  ///< What is wanted, and what the thread has done.
  std::vector<std::pair<int, int>> connections_;        ///< Of the thread: whoever came, and where it leads.
  std::jthread thread_;                                 ///< Last: it uses all of the above.
};

}  // namespace towpath::testing
