#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "http/http.h"
#include "http/server.h"

#include "body_pipes.h"
#include "connection.h"
#include "live_streams.h"
#include "request_parser.h"
#include "response_head.h"
#include "worker_pool.h"

namespace towpath::http {

class Session;

/// What the sessions of one server share; all but `requests` belong to the network thread.
struct ServerState {
  const Router& router;
  const ServerOptions& options;
  WorkerPool& workers;
  boost::asio::io_context& io;
  std::set<Session*> sessions = {};  ///< Running; each adds and removes itself.
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::int64_t> requests = 0;
  bool is_draining = false;
  Signal* on_session_end = nullptr;
  std::string date = {};  ///< The Date header of second `date_second`.
  std::int64_t date_second = 0;
};

/// One request with its answer. Shared: the network thread and a worker hold it, and either may be done first.
struct Exchange {
  Exchange(Request r, Router::Match m) : request(std::move(r)), match(std::move(m)) {}
  Request request;
  Router::Match match;
  Response response;
  std::optional<InboundPipe> inbound;  ///< Of routes that stream their request body.
  OutboundPipe outbound;
  std::uint64_t file_size = 0;
  int file = -1;  ///< Open when the response is a file.
  bool is_http11 = true;
  bool is_streaming = false;  ///< The worker goes on writing to `outbound`.
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  ~Exchange();
};

/// One client connection from accept to close. Network thread only. Timeouts are not timers of their own: the server
/// looks at every session's deadline at short intervals.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Clock = std::chrono::steady_clock;

  Session(ServerState& server, std::unique_ptr<Connection> connection, std::string remote_address);
  /// The life of the connection. `self` keeps the session alive in the coroutine's frame.
  boost::asio::awaitable<void> run(std::shared_ptr<Session> self);

  bool is_expired(Clock::time_point now) const {
    return (read_deadline_ && now >= *read_deadline_) || (write_deadline_ && now >= *write_deadline_);
  }
  /// Closes an idle connection and live streams now, lets a running request finish.
  void drain();
  /// Closes the connection; whatever waits returns.
  void abort();

 private:
  // Reading.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> read_header(RequestParser& parser);
  boost::asio::awaitable<bool> read_some(std::size_t size);
  std::shared_ptr<Exchange> begin_exchange(RequestParser& parser) const;
  std::optional<Error> objection(const RequestParser& parser, const Exchange& exchange) const;
  boost::asio::awaitable<std::optional<Error>> read_body(RequestParser& parser, Exchange& exchange);
  boost::asio::awaitable<void> pump_body(std::shared_ptr<Session> self, std::shared_ptr<RequestParser> parser,
                                         std::shared_ptr<Exchange> exchange);
  boost::asio::awaitable<void> end_pump(RequestParser& parser);
  boost::asio::awaitable<bool> skip_rest(RequestParser& parser);
  boost::asio::awaitable<bool> send_continue(const RequestParser& parser);

  // Answering.
  bool hand_to_worker(std::shared_ptr<Exchange> exchange);
  boost::asio::awaitable<void> refuse(Exchange& exchange, Error error);
  boost::asio::awaitable<bool> respond(std::shared_ptr<Exchange> exchange, bool keep_alive);
  boost::asio::awaitable<bool> send_body(Exchange& exchange, bool keep_alive);
  boost::asio::awaitable<bool> send_stream(Exchange& exchange, bool keep_alive);
  boost::asio::awaitable<bool> send_file(std::shared_ptr<Exchange> exchange, bool keep_alive);
  boost::asio::awaitable<bool> write(std::string_view first, std::string_view second);
  boost::asio::awaitable<void> linger();
  void log_access(const Exchange& exchange) const;
  std::string head(const Exchange& exchange, const Framing& framing) const;

  // Live streams (session_streams.cpp).
  boost::asio::awaitable<void> run_sse(std::shared_ptr<Exchange> exchange);
  boost::asio::awaitable<void> discard_input(std::shared_ptr<Session> self);
  boost::asio::awaitable<void> run_websocket(std::shared_ptr<Exchange> exchange);
  boost::asio::awaitable<void> write_frames(std::shared_ptr<Session> self, std::shared_ptr<SocketStream> stream);
  boost::asio::awaitable<void> read_frames(std::shared_ptr<SocketStream> stream);
  template <class Stream, class Callback>
  void open_stream(std::shared_ptr<Exchange> exchange, std::shared_ptr<Stream> stream, Callback callback);
  std::function<void()> poster(Signal& signal);

  void set_read_deadline(std::chrono::milliseconds from_now) { read_deadline_ = Clock::now() + from_now; }

  ServerState& server_;
  const std::unique_ptr<Connection> connection_;
  const std::string remote_address_;
  std::string in_;  ///< Read and not yet parsed.
  std::optional<Clock::time_point> read_deadline_, write_deadline_;
  bool is_idle_ = true;  ///< Between requests.
  bool is_aborted_ = false;
  bool is_first_ = true;
  bool is_continue_due_ = false;
  bool is_pump_ending_ = false;
  Signal head_ready_;   ///< The worker has the head of the response.
  Signal data_ready_;   ///< The worker or a module has bytes for the client.
  Signal body_wanted_;  ///< The worker wants bytes of the request body, or the inbox of a WebSocket has room.
  Signal part_done_;    ///< A second coroutine of this session has ended.
  std::shared_ptr<Exchange> current_;
  std::shared_ptr<SseStream> sse_;        ///< Shared with its producer.
  std::shared_ptr<SocketStream> socket_;  ///< Likewise.
};

}  // namespace towpath::http
