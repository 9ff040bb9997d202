#include "live_streams.h"

#include <exception>

#include "base/strings.h"
#include "log/log.h"

#include "websocket_frames.h"

namespace towpath::http {
namespace {

/// Runs a module's callback on a worker: nobody above would catch what it throws.
template <class F>
void call(F&& callback, std::string_view what) {
  try {
    callback();
  } catch (const std::exception& failure) {  // boundary: a stream's callback ends here
    log::error("stream callback failed", {{"callback", what}, {"reason", failure.what()}});
  }
}

}  // namespace

bool Outbox::push(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (is_finished_ || is_overflown_ || is_ended_) return false;
  if (bytes_.size() + bytes.size() > limit_) {
    is_overflown_ = true;
    bytes_.clear();
  } else {
    bytes_ += bytes;
  }
  wake_();
  return !is_overflown_;
}

void Outbox::finish() {
  const std::lock_guard lock(mutex_);
  if (is_finished_ || is_ended_) return;
  is_finished_ = true;
  wake_();
}

Outbox::Taken Outbox::take() {
  const std::lock_guard lock(mutex_);
  return {std::exchange(bytes_, {}), is_finished_, is_overflown_};
}

void Outbox::end() {
  const std::lock_guard lock(mutex_);
  is_ended_ = true;
  bytes_.clear();
  wake_ = nullptr;
}

bool Outbox::is_ended() const {
  const std::lock_guard lock(mutex_);
  return is_ended_;
}

std::string encode_sse(const SseEvent& event) {
  std::string out;
  const auto append_line = [&out](std::string_view name, std::string_view value) {
    out += name;
    for (const char c : value)
      if (c != '\r' && c != '\n' && c != '\0') out += c;
    out += '\n';
  };
  if (!event.id.empty()) append_line("id: ", event.id);
  if (!event.event.empty()) append_line("event: ", event.event);
  for (const std::string& line : split(event.data, '\n')) append_line("data: ", line);
  out += '\n';
  return out;
}

bool SseStream::push(const SseEvent& event) { return outbox_.push(encode_sse(event)); }

void SseStream::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_ended_) {
      on_close_ = std::move(callback);
      return;
    }
  }
  callback();
}

void SseStream::end() {
  outbox_.end();
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    is_ended_ = true;
    callback = std::exchange(on_close_, nullptr);
  }
  if (callback) workers_.post([callback = std::move(callback)] { call(callback, "close"); });
}

bool SocketStream::send(std::string message, Kind kind) {
  return outbox_.push(encode_frame(kind == Kind::text ? Opcode::text : Opcode::binary, message));
}

void SocketStream::close() {
  outbox_.push(encode_close(CloseCode::normal));
  outbox_.finish();
}

void SocketStream::on_message(std::function<void(std::string, Kind)> callback) {
  const std::lock_guard lock(mutex_);
  on_message_ = std::move(callback);
  if (!inbox_.empty() && !is_ended_) schedule_delivery();
}

void SocketStream::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_ended_ || is_delivering_) {
      on_close_ = std::move(callback);
      return;
    }
  }
  callback();
}

void SocketStream::receive(std::string message, Kind kind) {
  const std::lock_guard lock(mutex_);
  inbox_bytes_ += message.size();
  inbox_.emplace_back(std::move(message), kind);
  if (on_message_) schedule_delivery();
}

bool SocketStream::is_inbox_full() const {
  const std::lock_guard lock(mutex_);
  return inbox_bytes_ > socket_message_limit;
}

void SocketStream::end() {
  outbox_.end();
  const std::lock_guard lock(mutex_);
  is_ended_ = true;
  on_room_ = nullptr;
  schedule_delivery();
}

void SocketStream::schedule_delivery() {
  if (std::exchange(is_delivering_, true)) return;
  workers_.post([self = shared_from_this()] { self->deliver(); });
}

void SocketStream::deliver() {
  std::unique_lock lock(mutex_);
  while (on_message_ && !inbox_.empty()) {
    auto [message, kind] = std::move(inbox_.front());
    inbox_.pop_front();
    inbox_bytes_ -= message.size();
    const auto callback = on_message_;
    lock.unlock();
    call([&, text = std::move(message), form = kind]() mutable { callback(std::move(text), form); }, "message");
    lock.lock();
    if (on_room_) on_room_();
  }
  is_delivering_ = false;
  if (!is_ended_) return;
  const auto callback = std::exchange(on_close_, nullptr);
  on_message_ = nullptr;
  lock.unlock();
  if (callback) call(callback, "close");
}

}  // namespace towpath::http
