#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>

#include "base/strings.h"
#include "base/time.h"
#include "log/log.h"

#include "session.h"

namespace towpath::http {
namespace {

namespace asio = boost::asio;

/// Between two looks at the clock while a large answer goes out.
constexpr std::size_t write_size = 256 * 1024;

/// The answer without its body where the protocol wants none.
bool has_no_body(const Exchange& exchange) {
  const int status = exchange.response.status;
  return exchange.request.method == "HEAD" || status == 204 || status == 304;
}

void open_file(Exchange& exchange) {
  Response& response = exchange.response;
  struct stat status {};
  exchange.file = ::open(response.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (exchange.file >= 0 && ::fstat(exchange.file, &status) == 0 && S_ISREG(status.st_mode)) {
    exchange.file_size = static_cast<std::uint64_t>(status.st_size);
    return;
  }
  log::error("file of a response cannot be read", {{"path", response.file}});
  response = problem(failed("http.internal", "The file to be sent cannot be read."), exchange.request.id);
}

/// Everything up to the head of the response; on a worker.
void prepare(const Router& router, Exchange& exchange) {
  Request& request = exchange.request;
  const bool is_decoded = !exchange.match.route || exchange.match.route->decodes_body;
  if (is_decoded && !request.body.empty() && to_lower(request.headers.get("Content-Encoding")) == "gzip") {
    const std::size_t limit = exchange.match.route ? exchange.match.route->body_limit : request.body.size();
    auto decoded = gunzip(request.body, limit);
    if (!decoded) {
      exchange.response = problem(decoded.error(), request.id);
      return;
    }
    request.body = std::move(decoded).value();
  }
  exchange.response = router.dispatch(exchange.match, request);
  if (!exchange.response.file.empty())
    open_file(exchange);
  else
    compress_if_useful(request, exchange.response);
}

/// A request's whole time on a worker. After `head_ready` the response belongs to the network thread.
void work(const Router& router, Exchange& exchange, const std::function<void()>& head_ready) {
  const log::Context context("request", exchange.request.id);
  prepare(router, exchange);
  const auto stream = std::exchange(exchange.response.stream, nullptr);
  exchange.is_streaming = stream && !has_no_body(exchange);
  const bool is_streaming = exchange.is_streaming;
  head_ready();
  if (!is_streaming) return;
  try {
    stream(exchange.outbound);
    exchange.outbound.finish();
  } catch (const std::exception& failure) {  // boundary: the head is sent, so the client sees a broken body
    log::error("response stream failed", {{"reason", failure.what()}});
    exchange.outbound.abort();
  }
}

}  // namespace

bool Session::hand_to_worker(std::shared_ptr<Exchange> exchange) {
  exchange->outbound.set_on_data(poster(data_ready_));
  return server_.workers.try_post(
      [exchange, head_ready = poster(head_ready_), &router = server_.router] { work(router, *exchange, head_ready); });
}

std::string Session::head(const Exchange& exchange, const Framing& framing) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now()).time_since_epoch().count();
  if (now != server_.date_second) {
    server_.date_second = now;
    server_.date = http_date(now);
  }
  return response_head(exchange.request, exchange.response, framing, server_.date);
}

asio::awaitable<bool> Session::write(std::string_view first, std::string_view second) {
  bool is_sent = true;
  do {
    const std::string_view piece = second.substr(0, write_size);
    write_deadline_ = Clock::now() + server_.options.body_timeout;
    is_sent = co_await connection_->write(first, piece);
    first = {};
    second.remove_prefix(piece.size());
  } while (is_sent && !second.empty());
  write_deadline_.reset();
  co_return is_sent;
}

/// Answers an error found before a handler could, and ends the connection.
asio::awaitable<void> Session::refuse(Exchange& exchange, Error error) {
  exchange.response = problem(error, exchange.request.id);
  ++server_.requests;
  log_access(exchange);
  const bool is_sent = co_await send_body(exchange, false);
  if (is_sent) co_await linger();
}

/// False when the connection is to be closed.
asio::awaitable<bool> Session::respond(std::shared_ptr<Exchange> exchange, bool keep_alive) {
  ++server_.requests;
  const Response& response = exchange->response;
  bool is_whole = false;
  if (response.websocket && !has_no_body(*exchange))
    co_await run_websocket(exchange);
  else if (response.sse && !has_no_body(*exchange))
    co_await run_sse(exchange);
  else if (exchange->is_streaming)
    is_whole = co_await send_stream(*exchange, keep_alive);
  else if (exchange->file >= 0)
    is_whole = co_await send_file(exchange, keep_alive);
  else
    is_whole = co_await send_body(*exchange, keep_alive);
  log_access(*exchange);
  co_return is_whole;
}

void Session::log_access(const Exchange& exchange) const {
  if (!log::is_enabled(log::Level::debug)) return;
  const auto passed = std::chrono::steady_clock::now() - exchange.began;
  // The path without the query: that may hold what must not be logged.
  log::debug("request answered", {{"request", exchange.request.id},
                                  {"method", exchange.request.method},
                                  {"path", exchange.request.path},
                                  {"status", exchange.response.status},
                                  {"us", std::chrono::duration_cast<std::chrono::microseconds>(passed).count()},
                                  {"remote", exchange.request.remote_address}});
}

asio::awaitable<bool> Session::send_body(Exchange& exchange, bool keep_alive) {
  const Response& response = exchange.response;
  Framing framing{response.stream_size.value_or(response.body.size()), false, keep_alive};
  if (response.status == 204 || response.status == 304) framing.content_length.reset();
  const std::string top = head(exchange, framing);
  const std::string_view body = has_no_body(exchange) ? std::string_view() : std::string_view(response.body);
  co_return co_await write(top, body);
}

asio::awaitable<bool> Session::send_stream(Exchange& exchange, bool keep_alive) {
  const std::optional<std::uint64_t> size = exchange.response.stream_size;
  const bool is_chunked = exchange.is_http11 && !size;
  const Framing framing{size, is_chunked, keep_alive && (is_chunked || size)};
  const std::string top = head(exchange, framing);
  bool is_open = co_await write(top, {});
  bool is_whole = false;
  std::uint64_t sent = 0;
  while (is_open && !is_whole && !is_aborted_) {
    const OutboundPipe::Taken taken = exchange.outbound.take();
    sent += taken.bytes.size();
    if (size && sent > *size) break;  // no byte of it goes out: it would be taken for the next answer
    if (!taken.bytes.empty()) {
      std::string before, after = taken.bytes;
      if (is_chunked) {
        before = fmt::format("{:x}\r\n", taken.bytes.size());
        after += "\r\n";
      }
      is_open = co_await write(before, after);
    } else if (taken.is_aborted) {
      break;
    } else if (taken.is_finished) {
      is_open = co_await write(is_chunked ? "0\r\n\r\n" : "", {});
      is_whole = is_open && (!size || sent == *size);
      if (!is_whole) break;
    } else {
      co_await data_ready_.wait();
    }
  }
  exchange.outbound.close();
  const bool has_end = is_chunked || size.has_value();
  co_return is_whole&& has_end;
}

/// A file goes out in pieces that a worker reads, so a slow client holds none.
asio::awaitable<bool> Session::send_file(std::shared_ptr<Exchange> exchange, bool keep_alive) {
  const Framing framing{exchange->file_size, false, keep_alive};
  const std::string top = head(*exchange, framing);
  if (!co_await write(top, {})) co_return false;
  if (has_no_body(*exchange)) co_return true;
  for (std::uint64_t offset = 0; offset < exchange->file_size && !is_aborted_;) {
    const auto piece = std::make_shared<std::string>();  // shared: filled by a worker
    server_.workers.post([exchange, piece, offset, done = poster(data_ready_)] {
      piece->resize(std::min<std::uint64_t>(write_size, exchange->file_size - offset));
      const ssize_t count = ::pread(exchange->file, piece->data(), piece->size(), static_cast<off_t>(offset));
      piece->resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      done();
    });
    co_await data_ready_.wait();
    if (is_aborted_ || piece->empty()) co_return false;  // the file became shorter: what was promised cannot be kept
    offset += piece->size();
    if (!co_await write(*piece, {})) co_return false;
  }
  co_return !is_aborted_;
}

}  // namespace towpath::http
