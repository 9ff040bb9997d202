#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "http/client.h"
#include "http/http.h"

namespace towpath::fleet {

/// Puts an event stream (text/event-stream) together again from the pieces it comes in. Comments are left out; an event
/// longer than `longest` ends it.
class EventReader {
 public:
  static constexpr std::size_t longest = 1 << 20;
  /// Gives each event that is now complete to `sink`. False: too long, or `sink` said so.
  bool read(std::string_view bytes, const std::function<bool(const http::SseEvent&)>& sink);

 private:
  bool line(std::string_view text, const std::function<bool(const http::SseEvent&)>& sink);
  std::string pending_;
  http::SseEvent event_;
  bool has_data_ = false;
};

/// Live streams of other servers, each on a thread that sleeps until something comes. Thread-safe.
class EventRelays {
 public:
  static constexpr std::size_t most = 64;
  ~EventRelays();
  bool is_full();
  /// Asks, and pushes the events of the answer into the channel until either side ends.
  void begin(std::shared_ptr<http::SseChannel> channel, http::ClientRequest request);

 private:
  struct Relay {
    std::shared_ptr<std::stop_source> stop = std::make_shared<std::stop_source>();  // shared: with the channel's end
    std::thread thread;
    bool is_over = false;
  };
  void remove_ended(std::list<Relay>& ended);

  std::mutex mutex_;  // guards relays_
  std::list<Relay> relays_;
};

}  // namespace towpath::fleet
