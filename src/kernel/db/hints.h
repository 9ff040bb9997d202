#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "db/db.h"

namespace towpath::db {

struct Hint {
  std::string channel;
  std::string payload;
  bool operator==(const Hint&) const = default;
};

/// Hands hints to the listeners of this process, on one thread. Thread-safe.
class HintHub {
 public:
  HintHub();
  ~HintHub();  ///< Ends delivery; what waits is dropped, as hints may be.
  HintHub(const HintHub&) = delete;
  HintHub& operator=(const HintHub&) = delete;

  /// The hub must outlive the subscription.
  Subscription listen(std::string channel, std::function<void(std::string_view)> on_hint);
  void publish(std::vector<Hint> hints);
  /// An empty hint to every listener: something may have been missed.
  void wake_all();
  std::vector<std::string> channels() const;

 private:
  struct Listener {
    std::string channel;
    std::function<void(std::string_view)> on_hint;
  };
  void deliver();
  void cancel(const Listener* listener);

  mutable std::mutex mutex_;  // guards everything below but thread_
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Listener>> listeners_;  // shared with the delivery that is running it
  std::deque<Hint> waiting_;
  const Listener* running_ = nullptr;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::db
