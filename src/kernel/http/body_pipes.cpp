#include "body_pipes.h"

#include <algorithm>
#include <utility>

namespace towpath::http {

InboundPipe::InboundPipe(std::size_t body_limit, bool is_gzip) : body_limit_(body_limit) {
  if (is_gzip) decoder_.emplace();
}

Result<std::string> InboundPipe::read(std::size_t limit) {
  std::string out;
  if (decoder_) {
    CHECK_OK(decode(limit, out));
  } else {
    TRY(out, take(limit));
  }
  given_ += out.size();
  if (given_ > body_limit_) return body_too_large(body_limit_);
  return out;
}

Result<std::string> InboundPipe::take(std::size_t limit) {
  bool must_ask = false;
  {
    const std::lock_guard lock(mutex_);
    must_ask = buffer_.size() < pipe_limit / 2 && !is_finished_;
    was_asked_ = true;
  }
  if (must_ask) on_want_();
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return !buffer_.empty() || is_finished_ || failure_; });
  if (buffer_.empty() && failure_) return *failure_;
  std::string out = buffer_.substr(0, limit);
  buffer_.erase(0, out.size());
  return out;
}

Status InboundPipe::decode(std::size_t limit, std::string& out) {
  while (out.empty()) {
    if (decoder_->is_done()) {
      if (encoded_.empty()) {
        TRY(encoded_, take(limit));
      }
      if (encoded_.empty()) return ok();
      return invalid_input("http.body_invalid", "The gzip body has bytes after its end.");
    }
    std::string_view rest = encoded_;
    CHECK_OK(decoder_->decode(rest, limit, out));
    encoded_.erase(0, encoded_.size() - rest.size());
    if (out.empty() && encoded_.empty() && !decoder_->is_done()) {
      TRY(encoded_, take(pipe_limit));
      if (encoded_.empty()) return invalid_input("http.body_invalid", "The gzip body ends too early.");
    }
  }
  return ok();
}

bool InboundPipe::wants_more() const {
  const std::lock_guard lock(mutex_);
  return was_asked_ && !is_finished_ && !failure_ && buffer_.size() < pipe_limit;
}

void InboundPipe::push(std::string_view bytes) {
  {
    const std::lock_guard lock(mutex_);
    buffer_ += bytes;
  }
  arrived_.notify_one();
}

void InboundPipe::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_finished_ = true;
  }
  arrived_.notify_one();
}

void InboundPipe::fail(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_ && !is_finished_) failure_ = std::move(error);
  }
  arrived_.notify_one();
}

bool OutboundPipe::write(std::string_view bytes) {
  if (bytes.empty()) return !gone_.stop_requested();
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return buffer_.size() < pipe_limit || is_closed_; });
    if (is_closed_) return false;
    buffer_ += bytes;
  }
  on_data_();
  return true;
}

void OutboundPipe::finish() { end(false); }
void OutboundPipe::abort() { end(true); }

void OutboundPipe::end(bool is_aborted) {
  {
    const std::lock_guard lock(mutex_);
    is_finished_ = true;
    is_aborted_ = is_aborted;
  }
  on_data_();
}

OutboundPipe::Taken OutboundPipe::take() {
  Taken taken;
  {
    const std::lock_guard lock(mutex_);
    taken.bytes.swap(buffer_);
    taken.is_finished = is_finished_;
    taken.is_aborted = is_aborted_;
  }
  room_.notify_one();
  return taken;
}

void OutboundPipe::close() {
  gone_.request_stop();  // first: who sees write() fail may look at gone() next
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  room_.notify_one();
}

}  // namespace towpath::http
