#include "connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace towpath::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

using Buffers = std::array<asio::const_buffer, 2>;

class PlainConnection final : public Connection {
 public:
  explicit PlainConnection(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<bool> handshake() override { co_return true; }

  asio::awaitable<std::size_t> read(char* data, std::size_t size) override {
    error_code failure;
    auto token = asio::redirect_error(asio::use_awaitable, failure);
    co_return co_await socket_.async_read_some(asio::buffer(data, size), token);
  }

  asio::awaitable<bool> write(std::string_view first, std::string_view second) override {
    error_code failure;
    auto token = asio::redirect_error(asio::use_awaitable, failure);
    const Buffers buffers{asio::buffer(first), asio::buffer(second)};
    co_await asio::async_write(socket_, buffers, token);
    co_return !failure;
  }

  asio::awaitable<void> finish_sending() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
};

class TlsConnection final : public Connection {
 public:
  TlsConnection(tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  asio::awaitable<bool> handshake() override {
    error_code failure;
    auto token = asio::redirect_error(asio::use_awaitable, failure);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
    co_return !failure;
  }

  asio::awaitable<std::size_t> read(char* data, std::size_t size) override {
    error_code failure;
    auto token = asio::redirect_error(asio::use_awaitable, failure);
    co_return co_await stream_.async_read_some(asio::buffer(data, size), token);
  }

  asio::awaitable<bool> write(std::string_view first, std::string_view second) override {
    error_code failure;
    auto token = asio::redirect_error(asio::use_awaitable, failure);
    const Buffers buffers{asio::buffer(first), asio::buffer(second)};
    co_await asio::async_write(stream_, buffers, token);
    co_return !failure;
  }

  asio::awaitable<void> finish_sending() override {
    error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await stream_.async_shutdown(token);
  }

  void close() override {
    error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Connection> make_plain_connection(tcp::socket socket) {
  return std::make_unique<PlainConnection>(std::move(socket));
}

std::unique_ptr<Connection> make_tls_connection(tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsConnection>(std::move(socket), context);
}

void Signal::notify() {
  is_set_ = true;
  timer_.cancel();
}

asio::awaitable<void> Signal::wait() {
  while (!is_set_) {
    error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    timer_.expires_at(asio::steady_timer::time_point::max());
    co_await timer_.async_wait(token);
  }
  is_set_ = false;
}

asio::awaitable<bool> Signal::wait_for(std::chrono::milliseconds time) {
  if (!is_set_) {
    error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    timer_.expires_after(time);
    co_await timer_.async_wait(token);
  }
  co_return std::exchange(is_set_, false);
}

}  // namespace towpath::http
