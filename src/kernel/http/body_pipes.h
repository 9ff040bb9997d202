#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/http.h"

#include "compression.h"

// The two places where the network thread, which must not block, meets a worker, which may. Each pipe is bounded, so a
// slow end slows the other one down.
namespace towpath::http {

inline constexpr std::size_t pipe_limit = 256 * 1024;

/// A request body on its way to a worker. The network side pushes; the worker reads and blocks.
class InboundPipe final : public BodyReader {
 public:
  /// `body_limit` counts decoded bytes.
  InboundPipe(std::size_t body_limit, bool is_gzip);

  // Worker.
  Result<std::string> read(std::size_t limit) override;

  // Network.
  /// `callback` runs on the worker, whenever it waits for bytes that wants_more() will allow. Set before use.
  void set_on_want(std::function<void()> callback) { on_want_ = std::move(callback); }
  bool wants_more() const;
  void push(std::string_view bytes);
  void finish();
  void fail(Error error);

 private:
  Result<std::string> take(std::size_t limit);
  Status decode(std::size_t limit, std::string& out);

  mutable std::mutex mutex_;  // guards buffer_, was_asked_, is_finished_, failure_
  std::condition_variable arrived_;
  std::string buffer_;
  bool was_asked_ = false;
  bool is_finished_ = false;
  std::optional<Error> failure_;

  // Worker only.
  const std::size_t body_limit_;
  std::optional<GzipDecoder> decoder_;
  std::string encoded_;
  std::size_t given_ = 0;

  std::function<void()> on_want_;
};

/// A streamed response on its way to the network. The worker writes and blocks; the network side takes.
class OutboundPipe final : public Writer {
 public:
  // Worker.
  bool write(std::string_view bytes) override;
  std::stop_token gone() const override { return gone_.get_token(); }
  void finish();
  /// Ends in a way the client notices: what it has is not the whole.
  void abort();

  // Network.
  /// `callback` runs on the worker whenever take() has something new. Set before use.
  void set_on_data(std::function<void()> callback) { on_data_ = std::move(callback); }
  struct Taken {
    std::string bytes;
    bool is_finished = false, is_aborted = false;
  };
  Taken take();
  /// The client is gone: write() is false from now on.
  void close();

 private:
  void end(bool is_aborted);

  std::mutex mutex_;  // guards buffer_, is_finished_, is_aborted_, is_closed_
  std::condition_variable room_;
  std::string buffer_;
  bool is_finished_ = false, is_aborted_ = false, is_closed_ = false;
  std::stop_source gone_;
  std::function<void()> on_data_;
};

}  // namespace towpath::http
