#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include "connection.h"

// The way back: the upstream's answer, or the tunnel it agreed to.
namespace towpath::proxy {

using boost::system::error_code;

namespace {

constexpr std::size_t longest_response_head = 128 * 1024;
constexpr auto half_closed_limit = std::chrono::seconds(30);

Problem no_answer() {
  return {502, "proxy.no_answer", "Bad Gateway", "The service closed the connection without an answer.",
          "Look at its log: it may have crashed."};
}

Problem bad_answer(std::string_view reason) {
  return {502, "proxy.bad_answer", "Bad Gateway",
          "The service's answer could not be read: " + std::string(reason) + ".", "Correct the service."};
}

Problem late_answer() {
  return {504, "proxy.late_answer", "Gateway Timeout", "The service did not answer in time.",
          "Look at its log and load, then try again."};
}

}  // namespace

/// Size of the head now in answer_; 0 when the connection ended first or the head is too long.
Awaitable<std::size_t> Connection::read_response_head() {
  error_code error;
  std::size_t searched = 0;
  while (true) {
    if (const auto size = head_length(answer_.view(), searched); size > 0) co_return size;
    searched = answer_.size();
    if (searched > longest_response_head) co_return 0;
    const std::size_t got = co_await upstream_.async_read_some(answer_.space(), asio::redirect_error(awaiting, error));
    if (error) co_return 0;
    answer_.grew(got);
  }
}

Awaitable<Connection::Outcome> Connection::relay(ExchangePtr exchange, std::size_t head_size) {
  answer_.clear();
  const std::size_t request_size = body_is_whole_ ? head_size + body_buffered_ : 0;  // Still in in_.
  error_code error;
  while (true) {
    const std::size_t size = co_await read_response_head();
    if (size == 0) {
      if (client_left_) {
        ++exchange->metrics().client_aborts;
        co_return Outcome::close;
      }
      if (answer_.is_empty() && is_reused_upstream_ && can_replay() && !timed_out_) co_return Outcome::retry;
      Problem problem = timed_out_ ? late_answer() : no_answer();
      co_return co_await fail(exchange, std::move(problem));
    }
    if (const auto parsed = parse_response(answer_.view().substr(0, size), method_, response_)) {
      Problem problem = bad_answer(parsed->reason);
      co_return co_await fail(exchange, std::move(problem));
    }
    if (response_.status == 101 || (response_.framing == Framing::chunked && is_http10_)) {
      if (response_.status == 101 && wants_upgrade_) co_return co_await open_tunnel(exchange, request_size, size);
      Problem problem = bad_answer("it does not fit the request");
      co_return co_await fail(exchange, std::move(problem));
    }
    if (response_.status >= 200) co_return co_await relay_response(exchange, request_size, size);
    if (!is_http10_) {  // 100 Continue, 103 Early Hints.
      build_response();
      co_await asio::async_write(client_, asio::buffer(out_), asio::redirect_error(awaiting, error));
    }
    answer_.consume(size);
  }
}

void Connection::build_response() {
  const auto status = std::to_string(response_.status);
  out_.clear();
  out_.append("HTTP/1.1 ").append(status).append(" ").append(response_.reason).append("\r\n");
  const HeaderField* upgrade = nullptr;
  for (const auto& field : response_.fields) {
    if (equals_ignoring_case(field.name, "upgrade")) upgrade = &field;
    if (is_hop_by_hop(response_, field.name)) continue;
    out_.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (response_.framing == Framing::chunked) out_ += "Transfer-Encoding: chunked\r\n";
  if (response_.status == 101 && upgrade != nullptr)
    out_.append("Connection: Upgrade\r\nUpgrade: ").append(upgrade->value).append("\r\n");
  if (response_.status >= 200 && !client_keeps_) out_ += "Connection: close\r\n";
  out_ += "\r\n";
}

Awaitable<Connection::Outcome> Connection::relay_response(ExchangePtr exchange, std::size_t request_size,
                                                          std::size_t response_head_size) {
  exchange->answered(response_.status);
  const Framing framing = response_.framing;
  const bool upstream_keeps = response_.keep_alive && !is_http10_;
  client_keeps_ = client_keeps_ && framing != Framing::until_close && !plane_.is_draining();
  build_response();
  set_phase(Phase::streaming, plane_.options.stall_timeout);
  in_.consume(request_size);
  answer_.consume(response_head_size);

  std::uint64_t left = response_.length;
  ChunkScanner scanner;
  bool is_complete = false, is_broken = false;
  // How much of what is in answer_ belongs to this response.
  const auto measure = [&] {
    std::size_t size = answer_.size();
    if (framing == Framing::none) size = 0;
    if (framing == Framing::length) size = static_cast<std::size_t>(std::min<std::uint64_t>(left, size));
    if (framing == Framing::chunked) size = scanner.scan(answer_.view());
    left -= framing == Framing::length ? size : 0;
    is_complete = framing == Framing::none || (framing == Framing::length && left == 0) || scanner.is_done();
    is_broken = scanner.is_broken();
    return size;
  };
  error_code read_error, write_error;
  std::size_t size = measure();
  const std::array<asio::const_buffer, 2> first = {asio::buffer(out_), asio::const_buffer(answer_.view().data(), size)};
  co_await asio::async_write(client_, first, asio::redirect_error(awaiting, write_error));
  while (true) {
    if (write_error) {
      ++exchange->metrics().client_aborts;
      co_return Outcome::close;
    }
    exchange->metrics().bytes_out += size;
    answer_.consume(size);
    if (is_complete || is_broken) break;
    const std::size_t got =
        co_await upstream_.async_read_some(answer_.space(), asio::redirect_error(awaiting, read_error));
    if (read_error) break;
    answer_.grew(got);
    size = measure();
    deadline_ = plane_.now + plane_.options.stall_timeout;
    co_await asio::async_write(client_, asio::const_buffer(answer_.view().data(), size),
                               asio::redirect_error(awaiting, write_error));
  }
  if (framing == Framing::until_close && read_error == asio::error::eof) is_complete = true;
  if (!is_complete) {
    ++exchange->metrics().upstream_failures;
    // An ordinary close would look like the end of a body that is delimited by it; a reset cannot be mistaken.
    if (framing == Framing::until_close) client_.set_option(asio::socket_base::linger(true, 0), write_error);
    co_return Outcome::close;
  }
  const bool is_settled = !is_pumping_ && !pump_failed_;
  if (is_settled && upstream_keeps && framing != Framing::until_close && answer_.is_empty() &&
      plane_.routes.uses(exchange->route().address, exchange->port()))
    plane_.pool.put({exchange->route().address, exchange->port()}, std::move(upstream_), Clock::now());
  else
    close_upstream();
  co_return client_keeps_&& is_settled ? Outcome::keep : Outcome::close;
}

Awaitable<Connection::Outcome> Connection::open_tunnel(ExchangePtr exchange, std::size_t request_size,
                                                       std::size_t response_head_size) {
  error_code error;
  exchange->answered(101);
  exchange->become_tunnel();
  phase_ = Phase::tunnel;
  deadline_ = Clock::time_point::max();
  upstream_.set_option(asio::socket_base::keep_alive(true), error);
  build_response();
  in_.consume(request_size);
  answer_.consume(response_head_size);
  co_await asio::async_write(client_, asio::buffer(out_), asio::redirect_error(awaiting, error));
  if (error) co_return Outcome::close;
  asio::co_spawn(plane_.context.get_executor(), copy(exchange, true), asio::detached);
  asio::co_spawn(plane_.context.get_executor(), copy(exchange, false), asio::detached);
  co_return Outcome::tunnel;
}

/// One direction of a tunnel, until its source ends.
Awaitable<> Connection::copy(ExchangePtr exchange, bool is_upward) {
  const auto self = shared_from_this();
  Socket& source = is_upward ? client_ : upstream_;
  Socket& target = is_upward ? upstream_ : client_;
  ByteBuffer& buffer = is_upward ? in_ : answer_;
  std::uint64_t& counter = is_upward ? exchange->metrics().bytes_in : exchange->metrics().bytes_out;
  error_code error;
  while (true) {
    if (!buffer.is_empty()) {
      co_await asio::async_write(target, asio::const_buffer(buffer.view().data(), buffer.size()),
                                 asio::redirect_error(awaiting, error));
      if (error) break;
      counter += buffer.size();
      buffer.clear();
    }
    const std::size_t got = co_await source.async_read_some(buffer.space(), asio::redirect_error(awaiting, error));
    if (error) break;
    buffer.grew(got);
  }
  if (error == asio::error::eof) {
    target.shutdown(Socket::shutdown_send, error);
    deadline_ = std::min(deadline_, plane_.now + half_closed_limit);  // For the other direction.
  } else {
    close();
    close_upstream();
  }
}

}  // namespace towpath::proxy
