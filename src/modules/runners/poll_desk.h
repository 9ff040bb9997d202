#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "http/http.h"
#include "runner_service.h"

namespace towpath::runners {

/// Polls that wait for something to tell. A poll that waits holds no worker: it is answered as the one event of a
/// stream. One thread of its own, which also looks for leases that have ended. Thread-safe.
class PollDesk {
 public:
  PollDesk(const Kernel& kernel, RunnerService& service, const RunnersOptions& options)
      : kernel_(kernel), service_(service), options_(options) {}
  ~PollDesk() { stop(); }

  void start();
  void stop();
  /// The answer at once; empty when there is nothing. A poll that a newer one of its runner overtook gets nothing and
  /// changes nothing.
  Result<Assignment> answer(const Poll& poll);
  /// Answers on the channel when there is something, and when the longest wait is over.
  void wait(Poll poll, std::shared_ptr<http::SseChannel> channel);

  static std::string to_json(const Assignment& assignment);

 private:
  struct Waiting {
    Poll poll;
    std::shared_ptr<http::SseChannel> channel;  // shared: with the connection
    std::chrono::steady_clock::time_point until;
    std::shared_ptr<std::atomic<bool>> is_gone;  // shared: set by the connection when the machine hangs up
  };
  void loop(std::stop_token stop);
  /// True when it is over.
  bool try_answer(Waiting& waiting, bool is_late);

  const Kernel& kernel_;
  RunnerService& service_;
  const RunnersOptions options_;
  std::mutex answering_;  // guards latest_, and makes a poll and a newer one of the same runner follow each other
  std::map<std::string, std::int64_t> latest_;  ///< Sequence, by runner.
  std::mutex mutex_;                            // guards waiting_, is_woken_, is_open_
  std::condition_variable_any wake_;
  std::list<Waiting> waiting_;
  bool is_woken_ = false, is_open_ = false;
  db::Subscription ready_, changes_;
  std::jthread thread_;
};

}  // namespace towpath::runners
