#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "http/http.h"

#include "worker_pool.h"

// The ends of SSE and WebSocket connections that modules hold. They may outlive the connection and the server: after
// end() they touch neither.
namespace towpath::http {

inline constexpr std::size_t sse_queue_limit = 1 << 20;
inline constexpr std::size_t socket_queue_limit = 4 << 20;
inline constexpr std::size_t socket_message_limit = 1 << 20;

/// Bytes on their way out, from any thread to the network thread, without waiting. Thread-safe.
class Outbox {
 public:
  /// `wake` is called whenever take() has something new, with the outbox locked: it only posts.
  Outbox(std::size_t limit, std::function<void()> wake) : limit_(limit), wake_(std::move(wake)) {}

  /// False when closed. Beyond the limit the outbox closes itself: the receiver is too slow.
  bool push(std::string_view bytes);
  /// Nothing more will be pushed; what is queued still goes out.
  void finish();

  struct Taken {
    std::string bytes;
    bool is_finished = false, is_overflown = false;
  };
  Taken take();
  /// The connection has ended: drops the queue and forgets `wake`.
  void end();
  bool is_ended() const;

 private:
  mutable std::mutex mutex_;  // guards all below
  const std::size_t limit_;
  std::function<void()> wake_;
  std::string bytes_;
  bool is_finished_ = false, is_overflown_ = false, is_ended_ = false;
};

class SseStream final : public SseChannel {
 public:
  SseStream(std::function<void()> wake, WorkerPool& workers)
      : outbox_(sse_queue_limit, std::move(wake)), workers_(workers) {}

  bool push(const SseEvent& event) override;
  void close() override { outbox_.finish(); }
  void on_close(std::function<void()> callback) override;

  Outbox& outbox() { return outbox_; }
  /// Network thread, once: the connection has ended.
  void end();

 private:
  Outbox outbox_;
  WorkerPool& workers_;  ///< Used before end() only.
  std::mutex mutex_;     // guards on_close_, is_ended_
  std::function<void()> on_close_;
  bool is_ended_ = false;
};

/// The text of one event as it goes over the wire.
std::string encode_sse(const SseEvent& event);

class SocketStream final : public WebSocket, public std::enable_shared_from_this<SocketStream> {
 public:
  /// `on_room` is posted like `wake`: the inbox has room again.
  SocketStream(std::function<void()> wake, std::function<void()> on_room, WorkerPool& workers)
      : outbox_(socket_queue_limit, std::move(wake)), on_room_(std::move(on_room)), workers_(workers) {}

  bool send(std::string message, Kind kind) override;
  void close() override;
  void on_message(std::function<void(std::string, Kind)> callback) override;
  void on_close(std::function<void()> callback) override;

  Outbox& outbox() { return outbox_; }
  // Network thread.
  void receive(std::string message, Kind kind);
  bool is_inbox_full() const;
  void end();

 private:
  void schedule_delivery();  ///< Call with mutex_ held.
  void deliver();

  Outbox outbox_;
  mutable std::mutex mutex_;  // guards all below
  std::function<void()> on_room_;
  WorkerPool& workers_;  ///< Used before end() and by deliveries posted before only.
  std::deque<std::pair<std::string, Kind>> inbox_;
  std::size_t inbox_bytes_ = 0;
  std::function<void(std::string, Kind)> on_message_;
  std::function<void()> on_close_;
  bool is_delivering_ = false, is_ended_ = false;
};

}  // namespace towpath::http
