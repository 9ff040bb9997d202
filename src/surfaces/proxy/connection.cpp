#include "connection.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

// From the client's first byte to the request on its way upstream; the way back is in relay.cpp.
namespace towpath::proxy {

namespace {

using boost::system::error_code;

constexpr auto connect_limit = std::chrono::seconds(2);

bool is_idempotent(std::string_view method) {  // RFC 9110 section 9.2.2
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" || method == "OPTIONS" ||
         method == "TRACE";
}

/// What we say ourselves about where a request came from; a client cannot say it for us.
bool is_origin_claim(std::string_view name) {
  constexpr std::string_view claims[] = {"forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host",
                                         "x-real-ip"};
  return std::any_of(std::begin(claims), std::end(claims),
                     [name](std::string_view claim) { return equals_ignoring_case(name, claim); });
}

std::string_view title_of(int status) {
  switch (status) {
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Bad Request";
  }
}

/// Why nothing serves a route now.
Problem not_running(const Route& route, bool has_room) {
  if (route.sleep == Sleep::awake)
    return {503, "proxy.stopped", title_of(503), "The service is stopped.", "Deploy or start it."};
  if (route.sleep == Sleep::failed)
    return {503,
            "proxy.wake_failed",
            title_of(503),
            "The service was asleep and could not be woken.",
            "Look at its last deployment. It is tried again with a request in half a minute.",
            30};
  if (!has_room)
    return {503,
            "proxy.too_many_waiting",
            title_of(503),
            "The service is waking and many requests wait for it.",
            "Try again in a few seconds.",
            5};
  return {503,
          "proxy.still_waking",
          title_of(503),
          "The service was asleep and is not awake yet.",
          "Try again in a few seconds.",
          5};
}

Problem bad_request(int status, std::string_view reason) {
  return {status, "proxy.bad_request", title_of(status), fmt::format("The request could not be read: {}.", reason),
          "Correct the client."};
}

}  // namespace

Connection::Exchange::Exchange(DataPlane& plane, std::shared_ptr<const LiveRoute> live)
    : plane_(plane), live_(std::move(live)) {
  begin();
}

Connection::Exchange::~Exchange() {
  end();
  if (!is_tunnel_) ++metrics().requests;
}

void Connection::Exchange::begin() {
  port_ = plane_.choose_port(route(), refused_);
  plane_.begin_exchange(port_);
  metrics().last_used = Clock::now();
  ++metrics().in_flight;
}

void Connection::Exchange::end() {
  plane_.end_exchange(port_);
  --(is_tunnel_ ? metrics().open_tunnels : metrics().in_flight);
  metrics().last_used = Clock::now();
}

void Connection::Exchange::move_to(std::shared_ptr<const LiveRoute> live) {
  end();
  live_ = std::move(live);
  refused_.clear();
  begin();
}

bool Connection::Exchange::try_another() {
  if (refused_.size() >= route().further_ports.size()) return false;
  refused_.push_back(port_);
  end();
  begin();
  return true;
}

void Connection::Exchange::answered(int status) {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto bucket = std::lower_bound(latency_bounds.begin(), latency_bounds.end(), seconds) - latency_bounds.begin();
  ++metrics().latency[static_cast<std::size_t>(bucket)];
  metrics().latency_microseconds += static_cast<std::uint64_t>(seconds * 1e6);
  if (status >= 500)
    ++metrics().responses_5xx;
  else if (status >= 400)
    ++metrics().responses_4xx;
}

void Connection::Exchange::become_tunnel() {
  is_tunnel_ = true;
  --metrics().in_flight;
  ++metrics().open_tunnels;
  ++metrics().tunnels;
  ++metrics().requests;
}

Connection::Connection(DataPlane& plane, Socket client)
    : plane_(plane), client_(std::move(client)), upstream_(plane.context.get_executor()) {
  error_code ignored;
  client_.set_option(asio::ip::tcp::no_delay(true), ignored);
  client_.set_option(asio::socket_base::keep_alive(true), ignored);
  const auto peer = client_.remote_endpoint(ignored);
  if (!ignored) client_address_ = peer.address().to_string();
  plane_.add(this);
}

Connection::~Connection() { plane_.remove(this); }

void Connection::set_phase(Phase phase, std::chrono::milliseconds limit) {
  phase_ = phase;
  deadline_ = plane_.now + limit;
}

void Connection::close() {
  error_code ignored;
  client_.close(ignored);
}

void Connection::close_upstream() {
  error_code ignored;
  upstream_.close(ignored);
}

void Connection::tick() {
  if (plane_.now >= deadline_) {
    timed_out_ = true;
    close_upstream();
    if (phase_ != Phase::connecting && phase_ != Phase::awaiting_response) close();
    return;
  }
  if ((phase_ != Phase::awaiting_response && phase_ != Phase::waking) || is_pumping_ || client_left_) return;
  // Nobody reads from the client now, so only a look can tell that it is gone and its answer no longer wanted.
  char byte = 0;
  const auto got = recv(client_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
    client_left_ = true;
    close_upstream();
    if (hold_timer_ != nullptr) hold_timer_->cancel();
  }
}

Awaitable<> Connection::serve() {
  const auto self = shared_from_this();
  while (true) {
    const std::size_t head_size = co_await read_head();
    if (head_size == 0) break;
    const Outcome outcome = co_await handle(head_size);
    if (outcome == Outcome::tunnel) co_return;
    if (outcome == Outcome::close) break;
  }
  close_upstream();
  close();
}

/// Size of the head now in in_, 0 when the connection is to end.
Awaitable<std::size_t> Connection::read_head() {
  error_code error;
  std::size_t searched = 0;
  set_phase(in_.is_empty() ? Phase::idle : Phase::reading_head,
            in_.is_empty() ? plane_.options.idle_timeout : plane_.options.head_timeout);
  while (true) {
    while (searched == 0 && in_.view().substr(0, 2) == "\r\n") in_.consume(2);  // RFC 9112 section 2.2
    if (const auto size = head_length(in_.view(), searched); size > 0 && size <= plane_.options.longest_head)
      co_return size;
    searched = in_.size();
    if (searched > plane_.options.longest_head) {
      client_keeps_ = false;
      Problem problem = bad_request(431, fmt::format("its head is longer than {} bytes", plane_.options.longest_head));
      co_await refuse(std::move(problem));
      co_return 0;
    }
    if (phase_ == Phase::idle && searched > 0) set_phase(Phase::reading_head, plane_.options.head_timeout);
    const std::size_t got = co_await client_.async_read_some(in_.space(), asio::redirect_error(awaiting, error));
    if (error) co_return 0;
    in_.grew(got);
  }
}

Awaitable<Connection::Outcome> Connection::handle(std::size_t head_size) {
  client_keeps_ = false;
  accept_.clear();
  method_.clear();
  if (const auto parsed = parse_request(in_.view().substr(0, head_size), request_)) {
    Problem problem = bad_request(parsed->status, parsed->reason);
    co_return co_await refuse(std::move(problem));
  }
  method_ = request_.method;
  if (const auto* accept = request_.find("accept")) accept_ = accept->value;
  is_http10_ = request_.minor == 0;
  wants_upgrade_ = request_.wants_upgrade && !is_http10_ && request_.framing == Framing::none;
  timed_out_ = client_left_ = pump_failed_ = false;
  if (!measure_request_body(head_size)) {
    Problem problem = bad_request(400, "its chunked body is malformed");
    co_return co_await refuse(std::move(problem));
  }
  client_keeps_ = request_.keep_alive && !is_http10_ && !plane_.is_draining();
  auto live = plane_.routes.find(request_.host, request_.path);
  if (!live) {
    Problem problem{
        404, "proxy.no_route", title_of(404), {}, "Check the address, or deploy the service that should answer here."};
    problem.detail = plane_.routes.knows_host(request_.host)
                         ? fmt::format("No service answers below {} on {}.", request_.path, request_.host)
                         : fmt::format("No service answers for the host {}.", request_.host);
    const std::size_t whole = head_size + body_buffered_;
    if (!body_is_whole_) client_keeps_ = false;
    const Outcome outcome = co_await refuse(std::move(problem));
    in_.consume(whole);
    co_return outcome;
  }
  const auto exchange = std::make_shared<Exchange>(plane_, std::move(live));
  const auto hold_until = Clock::now() + plane_.options.longest_hold;
  bool only_fresh = false;
  while (true) {
    if (exchange->route().sleep == Sleep::asleep) co_await hold(exchange, hold_until);
    if (client_left_) {
      ++exchange->metrics().client_aborts;
      co_return Outcome::close;
    }
    const bool was_awake = exchange->route().sleep == Sleep::awake;
    const bool is_connected = co_await connect(exchange, only_fresh);
    if (!is_connected) {
      Problem problem{502, "proxy.upstream_down", title_of(502), "The service does not accept connections.",
                      "It may be starting; try again shortly, and look at its log."};
      if (was_awake && exchange->route().sleep == Sleep::asleep) continue;  // It fell asleep just now.
      if (exchange->route().port == 0) problem = not_running(exchange->route(), plane_.waiting.has_room());
      co_return co_await fail(exchange, std::move(problem));
    }
    build_request();
    co_await send_request(exchange, head_size);
    // Also when sending failed: the upstream may have answered first and then closed (413).
    const Outcome outcome = co_await relay(exchange, head_size);
    if (outcome != Outcome::retry) co_return outcome;
    only_fresh = true;
  }
}

/// False when the part of a chunked body that is here is malformed.
bool Connection::measure_request_body(std::size_t head_size) {
  body_framing_ = request_.framing;
  const auto here = in_.view().substr(head_size);
  body_buffered_ = 0;
  body_left_ = 0;
  if (body_framing_ == Framing::length) {
    body_buffered_ = static_cast<std::size_t>(std::min<std::uint64_t>(request_.length, here.size()));
    body_left_ = request_.length - body_buffered_;
  } else if (body_framing_ == Framing::chunked) {
    body_scanner_ = ChunkScanner();
    body_buffered_ = body_scanner_.scan(here);
  }
  body_is_whole_ = body_framing_ == Framing::chunked ? body_scanner_.is_done() : body_left_ == 0;
  return !body_scanner_.is_broken() || body_framing_ != Framing::chunked;
}

Awaitable<> Connection::hold(ExchangePtr exchange, Clock::time_point until) {
  if (!plane_.waiting.has_room()) co_return;
  WaitingRoom::Timer timer(plane_.context.get_executor());
  plane_.waiting.enter(timer);
  hold_timer_ = &timer;
  phase_ = Phase::waking;
  deadline_ = Clock::time_point::max();
  error_code error;
  while (exchange->route().sleep == Sleep::asleep && !client_left_ && Clock::now() < until) {
    plane_.waiting.ask(exchange->route().id);
    timer.expires_at(until);
    co_await timer.async_wait(asio::redirect_error(awaiting, error));
    auto live = plane_.routes.find(request_.host, request_.path);
    if (!live) break;
    exchange->move_to(std::move(live));
  }
  hold_timer_ = nullptr;
  plane_.waiting.leave(timer);
}

bool Connection::can_replay() const { return body_is_whole_ && is_idempotent(method_); }

Awaitable<bool> Connection::connect(ExchangePtr exchange, bool only_fresh) {
  const auto give_up = Clock::now() + plane_.options.connect_patience;
  auto pause = std::chrono::milliseconds(10);
  set_phase(Phase::connecting, connect_limit);
  error_code error;
  while (exchange->route().port != 0) {
    const auto& route = exchange->route();
    if (!only_fresh) {
      if (auto kept = plane_.pool.take({route.address, exchange->port()}, Clock::now())) {
        upstream_ = std::move(*kept);
        is_reused_upstream_ = true;
        co_return true;
      }
    }
    is_reused_upstream_ = false;
    upstream_ = Socket(plane_.context.get_executor());
    asio::ip::address address = asio::ip::address_v4::loopback();
    if (!route.address.empty()) address = asio::ip::make_address(route.address, error);  // was checked with the table
    const asio::ip::tcp::endpoint endpoint(address, static_cast<unsigned short>(exchange->port()));
    co_await upstream_.async_connect(endpoint, asio::redirect_error(awaiting, error));
    if (!error) {
      upstream_.set_option(asio::ip::tcp::no_delay(true), error);
      co_return true;
    }
    if (timed_out_) co_return false;
    if (exchange->try_another()) continue;  // nothing was sent yet
    if (Clock::now() + pause > give_up) co_return false;
    // A service that its shim is just restarting is back in a moment; nothing was sent yet, so waiting loses nothing.
    asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> timer(plane_.context.get_executor());
    timer.expires_after(pause);
    co_await timer.async_wait(asio::redirect_error(awaiting, error));
    pause = std::min(pause * 2, std::chrono::milliseconds(100));
    if (auto live = plane_.routes.find(request_.host, request_.path)) exchange->move_to(std::move(live));
  }
  co_return false;
}

void Connection::build_request() {
  out_.clear();
  out_.append(request_.method).append(" ").append(request_.path).append(is_http10_ ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  out_.append("Host: ").append(request_.host).append("\r\n");
  const HeaderField* upgrade = nullptr;
  for (const auto& field : request_.fields) {
    if (equals_ignoring_case(field.name, "upgrade")) upgrade = &field;
    if (equals_ignoring_case(field.name, "host") || is_origin_claim(field.name) || is_hop_by_hop(request_, field.name))
      continue;
    out_.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (body_framing_ == Framing::chunked) out_ += "Transfer-Encoding: chunked\r\n";
  if (wants_upgrade_) out_.append("Connection: Upgrade\r\nUpgrade: ").append(upgrade->value).append("\r\n");
  out_.append("X-Forwarded-For: ").append(client_address_).append("\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: ");
  out_.append(request_.host).append("\r\n\r\n");
}

/// Sends the head and what is here of the body; the rest follows from a coroutine of its own.
Awaitable<bool> Connection::send_request(ExchangePtr exchange, std::size_t head_size) {
  set_phase(Phase::awaiting_response, plane_.options.response_timeout);
  error_code error;
  const auto body = in_.view().substr(head_size, body_buffered_);
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(out_), asio::const_buffer(body.data(), body.size())};
  co_await asio::async_write(upstream_, buffers, asio::redirect_error(awaiting, error));
  if (error) co_return false;
  exchange->metrics().bytes_in += body.size();
  if (body_is_whole_) co_return true;
  in_.consume(head_size + body_buffered_);
  is_pumping_ = true;
  asio::co_spawn(plane_.context.get_executor(), pump_request_body(exchange), asio::detached);
  co_return true;
}

Awaitable<> Connection::pump_request_body(ExchangePtr exchange) {
  const auto self = shared_from_this();
  error_code error;
  bool is_done = false;
  while (!is_done && !pump_failed_) {
    const std::size_t got = co_await client_.async_read_some(in_.space(), asio::redirect_error(awaiting, error));
    if (error) {
      pump_failed_ = client_left_ = true;
      close_upstream();
      break;
    }
    in_.grew(got);
    const bool is_chunked = body_framing_ == Framing::chunked;
    const auto size = is_chunked ? body_scanner_.scan(in_.view())
                                 : static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, in_.size()));
    if (is_chunked && body_scanner_.is_broken()) {
      pump_failed_ = client_left_ = true;  // What it sends cannot be understood any more: as good as gone.
      close_upstream();
      break;
    }
    co_await asio::async_write(upstream_, asio::const_buffer(in_.view().data(), size),
                               asio::redirect_error(awaiting, error));
    if (error) {
      pump_failed_ = true;  // The upstream may have answered without wanting all of it.
      break;
    }
    in_.consume(size);
    if (!is_chunked) body_left_ -= size;
    exchange->metrics().bytes_in += size;
    is_done = is_chunked ? body_scanner_.is_done() : body_left_ == 0;
    deadline_ = plane_.now + (is_done ? plane_.options.response_timeout : plane_.options.stall_timeout);
  }
  is_pumping_ = false;
}

/// Sends the page. The connection is kept when client_keeps_ still says so; otherwise what the client is sending is
/// read and thrown away for a moment, because closing over unread bytes would make its kernel discard our answer.
Awaitable<Connection::Outcome> Connection::refuse(Problem problem) {
  error_code error;
  const std::string page = problem_response(problem, accept_, method_ == "HEAD", client_keeps_);
  set_phase(Phase::streaming, std::chrono::seconds(5));
  co_await asio::async_write(client_, asio::buffer(page), asio::redirect_error(awaiting, error));
  if (error) co_return Outcome::close;
  if (client_keeps_) co_return Outcome::keep;
  client_.shutdown(Socket::shutdown_send, error);
  for (std::size_t thrown_away = 0; !error && thrown_away < 1024 * 1024;) {
    in_.clear();
    thrown_away += co_await client_.async_read_some(in_.space(), asio::redirect_error(awaiting, error));
  }
  co_return Outcome::close;
}

Awaitable<Connection::Outcome> Connection::fail(ExchangePtr exchange, Problem problem) {
  close_upstream();
  ++exchange->metrics().upstream_failures;
  exchange->answered(problem.status);
  client_keeps_ = false;
  co_return co_await refuse(std::move(problem));
}

}  // namespace towpath::proxy
