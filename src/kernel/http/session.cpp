#include "session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "base/id.h"
#include "base/strings.h"
#include "log/log.h"

#include "request_text.h"

namespace towpath::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t header_read_size = 8 * 1024;
constexpr std::size_t body_read_size = 64 * 1024;
/// What may be read of an unwanted body so that the client sees the answer and not a reset connection.
constexpr std::size_t most_skipped = 256 * 1024;
constexpr milliseconds longest_linger{2000};

Error client_gone() { return unavailable("http.client_gone", "The client went away before its request was complete."); }

}  // namespace

Exchange::~Exchange() {
  if (file >= 0) ::close(file);
}

Session::Session(ServerState& server, std::unique_ptr<Connection> connection, std::string remote_address)
    : server_(server),
      connection_(std::move(connection)),
      remote_address_(std::move(remote_address)),
      head_ready_(server.io.get_executor()),
      data_ready_(server.io.get_executor()),
      body_wanted_(server.io.get_executor()),
      part_done_(server.io.get_executor()) {}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self) {
  server_.sessions.insert(this);
  ++server_.connections;
  set_read_deadline(server_.options.header_timeout);
  // One co_await to a statement, outside of conditions: g++ 12 makes wrong code of a loop below an `if` otherwise.
  bool goes_on = co_await connection_->handshake();
  while (goes_on) {
    const bool is_kept = co_await serve_one();
    goes_on = is_kept && !server_.is_draining;
    is_first_ = false;
  }
  connection_->close();
  --server_.connections;
  server_.sessions.erase(this);
  if (server_.on_session_end) server_.on_session_end->notify();
  self.reset();
}

void Session::drain() {
  if (is_idle_) abort();
  if (sse_) sse_->close();
  if (socket_) socket_->close();
}

void Session::abort() {
  is_aborted_ = true;
  read_deadline_.reset();
  write_deadline_.reset();
  connection_->close();
  if (current_) {
    current_->outbound.close();
    if (current_->inbound) current_->inbound->fail(client_gone());
  }
  head_ready_.notify();
  data_ready_.notify();
  body_wanted_.notify();
}

std::function<void()> Session::poster(Signal& signal) {
  return [self = shared_from_this(), &signal] { asio::post(self->server_.io, [self, &signal] { signal.notify(); }); };
}

asio::awaitable<bool> Session::read_some(std::size_t size) {
  const std::size_t before = in_.size();
  in_.resize(before + size);
  const std::size_t count = co_await connection_->read(in_.data() + before, size);
  in_.resize(before + count);
  co_return count > 0;
}

/// False when the connection is to be closed without a request.
asio::awaitable<bool> Session::read_header(RequestParser& parser) {
  is_idle_ = true;
  set_read_deadline(is_first_ ? server_.options.header_timeout : server_.options.idle_timeout);
  for (;;) {
    if (!in_.empty() && is_idle_) {
      is_idle_ = false;
      set_read_deadline(server_.options.header_timeout);  // for all of the header, however slowly it drips
    }
    const Status parsed = parser.put(in_);
    if (!parsed) {
      Exchange nothing(Request{}, {});
      nothing.request.id = new_ulid();
      nothing.request.remote_address = remote_address_;
      const Error error = parsed.error();
      co_await refuse(nothing, error);
      co_return false;
    }
    if (parser.is_header_done()) co_return true;
    if (server_.is_draining && is_idle_) co_return false;
    if (!co_await read_some(header_read_size)) co_return false;
  }
}

std::shared_ptr<Exchange> Session::begin_exchange(RequestParser& parser) const {
  Request request = parser.take_request();
  request.remote_address = remote_address_;
  request.is_tls = !server_.options.tls_certificate_file.empty();
  const std::string_view given_id = request.headers.get("X-Request-Id");
  request.id = is_sane_request_id(given_id) ? std::string(given_id) : new_ulid();
  Router::Match match = server_.router.match(request.method, request.path);
  if (const auto decoded = percent_decode(request.path)) request.path = *decoded;
  auto exchange = std::make_shared<Exchange>(std::move(request), std::move(match));
  exchange->is_http11 = parser.is_http11();
  return exchange;
}

std::optional<Error> Session::objection(const RequestParser& parser, const Exchange& exchange) const {
  const Request& request = exchange.request;
  const std::string_view host = request.headers.get("Host");
  if (parser.is_http11() && !request.headers.has("Host"))
    return invalid_input("http.malformed_request", "The header Host is missing.");
  const auto& allowed = server_.options.allowed_hosts;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), host_without_port(host)) == allowed.end())
    return invalid_input("http.wrong_host", fmt::format("This server does not answer for the host '{}'.", host))
        .with_hint("Use the address the server was started with, or add the name to its allowed hosts.");
  if (request.headers.has("Expect") && !parser.expects_continue() && parser.is_http11())
    return invalid_input("http.expectation_failed", "The only expectation this server knows is 100-continue.");
  const bool is_decoded = !exchange.match.route || exchange.match.route->decodes_body;
  const std::string encoding = is_decoded ? to_lower(request.headers.get("Content-Encoding")) : std::string();
  if (!encoding.empty() && encoding != "identity" && encoding != "gzip")
    return invalid_input("http.encoding_unsupported", fmt::format("A body in '{}' cannot be read.", encoding))
        .with_hint("Send it as it is or as gzip.");
  const std::size_t limit = exchange.match.route ? exchange.match.route->body_limit : most_skipped;
  if (encoding != "gzip" && parser.content_length().value_or(0) > limit) return body_too_large(limit);
  return std::nullopt;
}

asio::awaitable<bool> Session::serve_one() {
  // Shared with the coroutine that pumps a streamed body, which may end after this one.
  const auto parser = std::make_shared<RequestParser>(server_.options.header_limit);
  if (!co_await read_header(*parser)) co_return false;
  is_idle_ = false;
  const auto exchange = begin_exchange(*parser);
  is_continue_due_ = parser->expects_continue();
  if (const auto error = objection(*parser, *exchange)) {
    co_await refuse(*exchange, *error);
    co_return false;
  }

  // Also where no body is to come: a client that asked may otherwise take its next answer for a part of this one.
  if (parser->is_done() && !co_await send_continue(*parser)) co_return false;

  const Route* route = exchange->match.route;
  const bool is_streamed = route && route->body_mode == BodyMode::stream;
  if (is_streamed) {
    const bool is_gzip = route->decodes_body && to_lower(exchange->request.headers.get("Content-Encoding")) == "gzip";
    exchange->inbound.emplace(route->body_limit, is_gzip);
    exchange->inbound->set_on_want(poster(body_wanted_));
    exchange->request.body_stream = &*exchange->inbound;
    is_pump_ending_ = false;
    auto pump = pump_body(shared_from_this(), parser, exchange);
    asio::co_spawn(server_.io, std::move(pump), asio::detached);
  } else {
    const std::optional<Error> error = co_await read_body(*parser, *exchange);
    if (error) {
      if (error->code() != "http.client_gone") co_await refuse(*exchange, *error);
      co_return false;
    }
  }

  current_ = exchange;
  read_deadline_.reset();
  if (hand_to_worker(exchange))
    co_await head_ready_.wait();
  else
    exchange->response =
        problem(unavailable("http.overloaded", "The server has more requests than it can work on right now.")
                    .with_retry_after(std::chrono::seconds(1)),
                exchange->request.id);
  bool keep_alive = parser->keep_alive() && !server_.is_draining;
  // A body nobody has read can be skipped only when it is short and already on its way.
  if (!parser->is_done() && (is_continue_due_ || parser->content_length().value_or(most_skipped) >= most_skipped))
    keep_alive = false;
  if (is_aborted_) {
    keep_alive = false;
  } else {
    const bool is_whole = co_await respond(exchange, keep_alive);
    keep_alive = keep_alive && is_whole;
  }
  if (is_streamed) co_await end_pump(*parser);
  current_.reset();
  if (keep_alive && !parser->is_done()) keep_alive = co_await skip_rest(*parser);
  if (!keep_alive && !is_aborted_ && !parser->is_done()) co_await linger();
  co_return keep_alive;
}

asio::awaitable<bool> Session::send_continue(const RequestParser& parser) {
  if (!is_continue_due_) co_return true;
  is_continue_due_ = false;
  const bool has_come = parser.is_done() && parser.content_length() != std::optional<std::uint64_t>(0);
  if (has_come || !in_.empty()) co_return true;  // the client did not wait
  co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

asio::awaitable<std::optional<Error>> Session::read_body(RequestParser& parser, Exchange& exchange) {
  const std::size_t limit = exchange.match.route ? exchange.match.route->body_limit : most_skipped;
  std::string& body = exchange.request.body;
  if (!parser.is_done()) {
    const bool is_open = co_await send_continue(parser);
    if (!is_open) co_return client_gone();
  }
  for (;;) {
    const Status parsed = parser.put(in_);
    if (!parsed) co_return parsed.error();
    body += parser.take_body();
    if (body.size() > limit) co_return body_too_large(limit);
    if (parser.is_done()) co_return std::nullopt;
    set_read_deadline(server_.options.body_timeout);
    if (!co_await read_some(body_read_size)) co_return client_gone();
  }
}

/// Feeds a streamed request body to its worker, as fast as that reads.
asio::awaitable<void> Session::pump_body(std::shared_ptr<Session> self, std::shared_ptr<RequestParser> parser,
                                         std::shared_ptr<Exchange> exchange) {
  InboundPipe& pipe = *exchange->inbound;
  while (!parser->is_done()) {
    while (!pipe.wants_more() && !is_pump_ending_ && !is_aborted_) co_await body_wanted_.wait();
    if (is_pump_ending_ || is_aborted_) break;
    if (!co_await send_continue(*parser)) break;
    const Status parsed = parser->put(in_);
    if (!parsed) {
      pipe.fail(parsed.error());
      break;
    }
    const std::string body = parser->take_body();
    if (!body.empty()) pipe.push(body);
    if (parser->is_done()) break;
    if (!body.empty()) continue;
    set_read_deadline(server_.options.body_timeout);
    const bool has_more = co_await read_some(body_read_size);
    if (!is_pump_ending_) read_deadline_.reset();
    if (!has_more) break;
  }
  if (parser->is_done())
    pipe.finish();
  else
    pipe.fail(client_gone());
  part_done_.notify();
  self.reset();
}

/// Waits until the pump has stopped using the connection.
asio::awaitable<void> Session::end_pump(RequestParser& parser) {
  is_pump_ending_ = true;
  body_wanted_.notify();
  if (!parser.is_done()) set_read_deadline(longest_linger);
  co_await part_done_.wait();
}

/// Reads a short rest of the request body so that the next request can follow.
asio::awaitable<bool> Session::skip_rest(RequestParser& parser) {
  for (std::size_t skipped = 0; skipped < most_skipped;) {
    const Status parsed = parser.put(in_);
    if (!parsed) co_return false;
    skipped += parser.take_body().size();
    if (parser.is_done()) co_return true;
    set_read_deadline(server_.options.body_timeout);
    if (!co_await read_some(body_read_size)) co_return false;
  }
  co_return false;
}

/// Lets the client read the answer before the connection closes: data that arrives at a closed socket would make the
/// kernel send a reset, which can overtake the answer.
asio::awaitable<void> Session::linger() {
  set_read_deadline(longest_linger);
  co_await connection_->finish_sending();
  for (std::size_t skipped = 0; skipped < 16 * most_skipped;) {
    in_.clear();
    if (!co_await read_some(body_read_size)) break;
    skipped += in_.size();
  }
  in_.clear();
}

}  // namespace towpath::http
