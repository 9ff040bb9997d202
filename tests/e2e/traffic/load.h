#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace towpath::testing {

/// Where the service under load answers: a name of the proxy.
struct Place {
  int port = 0;
  std::string host;
};

/// What came of the requests of a load. A request is sent when its time has come, whatever became of those before, and
/// never a second time.
struct LoadReport {
  std::uint64_t sent = 0, answered = 0;
  std::uint64_t on_kept = 0, on_new = 0;  ///< By the kind of connection.
  std::map<std::string, std::uint64_t>
      failures;  ///< "refused", "reset", "closed", "timeout", "status 502", "wrong body".
  std::map<std::string, std::uint64_t> versions;  ///< Answers by the version that gave them.
  std::vector<double> milliseconds;               ///< From the time it was due to the last byte; sorted.
  std::uint64_t failed() const;
  double percentile(double share) const;
  std::string text() const;
};

/// Requests at a constant rate from a thread of its own: every other one on a kept connection, the rest on a new one;
/// half of them POSTs with a body, which nobody may repeat.
class Load {
 public:
  Load(Place place, int requests_a_second);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Sends no more, waits for what is open, and tells.
  LoadReport finish();
  /// Until so many more were answered than now; false when that takes longer than `deadline`.
  bool wait_for_answers(std::uint64_t more, std::chrono::seconds deadline = std::chrono::seconds(60));
  LoadReport so_far() const;

 private:
  class Engine;
  Place place_;
  mutable std::mutex mutex_;  ///< Guards report_.
  std::condition_variable_any answered_;
  LoadReport report_;
  std::jthread thread_;
};

}  // namespace towpath::testing
