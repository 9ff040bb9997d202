#include "asked_watch.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include "control_json.h"
#include "unix_socket.h"

namespace towpath::proxy {

using boost::system::error_code;

AskedWatch::AskedWatch(Executor executor, LocalSocket client, std::vector<std::string> already)
    : executor_(executor), client_(std::move(client)), timer_(executor), pending_(std::move(already)) {}

void AskedWatch::start() {
  asio::co_spawn(executor_, write_on(), asio::detached);
  asio::co_spawn(executor_, notice_end(), asio::detached);
}

void AskedWatch::tell(const std::string& route_id) {
  pending_.push_back(route_id);
  timer_.cancel();
}

void AskedWatch::close() {
  error_code ignored;
  client_.close(ignored);
  timer_.cancel();
}

Awaitable<> AskedWatch::write_on() {
  const auto self = shared_from_this();
  error_code error;
  while (client_.is_open()) {
    const std::string bytes = frame_bytes(asked_answer(std::exchange(pending_, {})));
    co_await asio::async_write(client_, asio::buffer(bytes), asio::redirect_error(awaiting, error));
    if (error) break;
    if (!pending_.empty() || !client_.is_open()) continue;
    timer_.expires_at(Clock::time_point::max());
    co_await timer_.async_wait(asio::redirect_error(awaiting, error));
  }
  close();
}

/// The client says nothing more; what can be read is its end.
Awaitable<> AskedWatch::notice_end() {
  const auto self = shared_from_this();
  error_code error;
  std::array<char, 64> bytes{};
  while (!error) co_await client_.async_read_some(asio::buffer(bytes), asio::redirect_error(awaiting, error));
  close();
}

}  // namespace towpath::proxy
