#include "event_relay.h"

#include "log/log.h"

namespace towpath::fleet {

bool EventReader::read(std::string_view bytes, const std::function<bool(const http::SseEvent&)>& sink) {
  pending_.append(bytes);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::string_view text = std::string_view(pending_).substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!line(text, sink)) return false;
  }
  pending_.erase(0, begin);
  return pending_.size() + event_.data.size() <= longest;
}

bool EventReader::line(std::string_view text, const std::function<bool(const http::SseEvent&)>& sink) {
  if (text.empty()) {
    const http::SseEvent complete = std::exchange(event_, {});
    return !std::exchange(has_data_, false) || sink(complete);
  }
  const auto colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  std::string_view value = colon == text.npos ? std::string_view() : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "id") event_.id = value;
  if (name == "event") event_.event = value;
  if (name != "data") return true;
  if (has_data_) event_.data += '\n';
  event_.data += value;
  has_data_ = true;
  return true;
}

EventRelays::~EventRelays() {
  std::list<Relay> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(relays_);
  }
  for (Relay& relay : all) relay.stop->request_stop();
  for (Relay& relay : all) relay.thread.join();
}

bool EventRelays::is_full() {
  std::list<Relay> ended;
  {
    const std::lock_guard lock(mutex_);
    remove_ended(ended);
    if (relays_.size() >= most) return true;
  }
  for (Relay& relay : ended) relay.thread.join();
  return false;
}

/// Under the lock.
void EventRelays::remove_ended(std::list<Relay>& ended) {
  for (auto it = relays_.begin(); it != relays_.end();)
    if (const auto next = std::next(it); it->is_over) {
      ended.splice(ended.end(), relays_, it);
      it = next;
    } else {
      it = next;
    }
}

void EventRelays::begin(std::shared_ptr<http::SseChannel> channel, http::ClientRequest request) {
  const std::lock_guard lock(mutex_);
  Relay& relay = relays_.emplace_back();
  channel->on_close([stop = relay.stop] { stop->request_stop(); });
  request.stop = relay.stop->get_token();
  request.timeout = std::chrono::milliseconds(0);
  relay.thread = std::thread([this, &relay, channel = std::move(channel), request = std::move(request)]() mutable {
    EventReader reader;
    request.on_data = [&](std::string_view bytes) {
      return reader.read(bytes, [&](const http::SseEvent& event) { return channel->push(event); });
    };
    if (const auto done = http::fetch(request); !done.has_value() && done.error().code() != "http.stopped")
      log::info("a live stream of another server ended", {{"error", done.error().message()}});
    channel->close();
    const std::lock_guard guard(mutex_);
    relay.is_over = true;
  });
}

}  // namespace towpath::fleet
