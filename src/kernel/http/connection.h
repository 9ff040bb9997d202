#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace towpath::http {

/// A byte stream to a client, plain or TLS. Not thread-safe: network thread only. It has no timeouts of its own: who
/// watches the clock calls close(), and what waits returns.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual boost::asio::awaitable<bool> handshake() = 0;
  /// Bytes read into `data`; 0 when the client has closed or is gone.
  virtual boost::asio::awaitable<std::size_t> read(char* data, std::size_t size) = 0;
  /// Writes both in order. The caller keeps them alive until it is resumed. False when the client is gone.
  virtual boost::asio::awaitable<bool> write(std::string_view first, std::string_view second) = 0;
  /// Tells the client that nothing more comes, in the way of the protocol.
  virtual boost::asio::awaitable<void> finish_sending() = 0;
  virtual void close() = 0;
};

std::unique_ptr<Connection> make_plain_connection(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Connection> make_tls_connection(boost::asio::ip::tcp::socket socket,
                                                boost::asio::ssl::context& context);

/// Lets one coroutine wait for something that happens elsewhere. Network thread only.
class Signal {
 public:
  explicit Signal(boost::asio::any_io_executor executor) : timer_(std::move(executor)) {}
  void notify();
  /// Returns at once when notify() came since the last wait.
  boost::asio::awaitable<void> wait();
  /// False when the time passed first.
  boost::asio::awaitable<bool> wait_for(std::chrono::milliseconds time);

 private:
  boost::asio::steady_timer timer_;
  bool is_set_ = false;
};

}  // namespace towpath::http
