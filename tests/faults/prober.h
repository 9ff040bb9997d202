#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace towpath::faults {

/// Asks a workload through the proxy, one request after the other, for as long as it lives. Thread-safe.
class Prober {
 public:
  /// `host` is the Host header; the connection goes to the loopback address.
  Prober(std::string host, int port, std::string path);
  ~Prober();

  std::int64_t answered() const { return answered_; }
  /// What was not answered with 200, in words, at most the first ten.
  std::vector<std::string> failures() const;
  std::int64_t failed() const { return failed_; }

 private:
  void ask(const std::stop_token& stop);

  const std::string host_, url_;
  std::atomic<std::int64_t> answered_{0}, failed_{0};
  mutable std::mutex mutex_;  // guards failures_
  std::vector<std::string> failures_;
  std::jthread thread_;
};

}  // namespace towpath::faults
