#include "data_plane.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>

#include "connection.h"
#include "log/log.h"

namespace towpath::proxy {

namespace {

constexpr std::size_t most_idle_per_port = 64;
constexpr auto longest_idle = std::chrono::seconds(1);

/// Nothing to read and not closed.
bool is_quiet(Socket& socket) {
  char byte = 0;
  return recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

std::optional<Socket> UpstreamPool::take(const Upstream& upstream, Clock::time_point now) {
  const auto found = idle_.find(upstream);
  if (found == idle_.end()) return std::nullopt;
  auto& sockets = found->second;
  while (!sockets.empty()) {
    auto last = std::move(sockets.back());
    sockets.pop_back();
    if (now - last.since > longest_idle || !is_quiet(last.socket)) continue;
    return std::move(last.socket);
  }
  return std::nullopt;
}

void UpstreamPool::put(const Upstream& upstream, Socket socket, Clock::time_point now) {
  auto& sockets = idle_[upstream];
  if (sockets.size() < most_idle_per_port) sockets.push_back({std::move(socket), now});
}

void UpstreamPool::close_idle(Clock::time_point now) {
  for (auto& [upstream, sockets] : idle_)
    std::erase_if(sockets, [now](const Idle& idle) { return now - idle.since > longest_idle; });
  std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

DataPlane::DataPlane(asio::io_context& io, const ProxyOptions& proxy_options)
    : context(io), options(proxy_options), waiting(proxy_options.most_held), now(Clock::now()) {}

void DataPlane::set_table(const Table& table) {
  routes.replace(table);
  waiting.table_changed(table);
  pool.close_unused(
      [this](const UpstreamPool::Upstream& upstream) { return routes.uses(upstream.first, upstream.second); });
}

std::uint64_t DataPlane::in_flight(int port) const {
  const auto found = by_port_.find(port);
  return found == by_port_.end() ? 0 : found->second;
}

void DataPlane::end_exchange(int port) {
  const auto found = by_port_.find(port);
  if (found != by_port_.end() && --found->second == 0) by_port_.erase(found);
}

int DataPlane::choose_port(const Route& route, const std::vector<int>& refused) {
  const std::size_t count = 1 + route.further_ports.size();
  if (count == 1) return route.port;
  const std::size_t first = turn_++ % count;
  const auto is_refused = [&](int port) { return std::find(refused.begin(), refused.end(), port) != refused.end(); };
  std::optional<int> best;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = (first + i) % count;
    const int port = at == 0 ? route.port : route.further_ports[at - 1];
    if (!is_refused(port) && (!best || in_flight(port) < in_flight(*best))) best = port;
  }
  return best.value_or(route.port);
}

Awaitable<> DataPlane::accept_from(Acceptor& acceptor) {
  boost::system::error_code error;
  while (acceptor.is_open()) {
    Socket client = co_await acceptor.async_accept(asio::redirect_error(awaiting, error));
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) {  // Out of descriptors or memory: those waiting are served when some are free again.
      log::warn("a connection could not be accepted", {{"error", error.message()}});
      asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> pause(context.get_executor());
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::redirect_error(awaiting, error));
      continue;
    }
    now = Clock::now();
    const auto connection = std::make_shared<Connection>(*this, std::move(client));
    asio::co_spawn(context.get_executor(), connection->serve(), asio::detached);
  }
}

void DataPlane::tick() {
  now = Clock::now();
  pool.close_idle(now);
  for (auto* connection : std::vector<Connection*>(connections_.begin(), connections_.end())) connection->tick();
}

void DataPlane::close_idle_connections() {
  for (auto* connection : std::vector<Connection*>(connections_.begin(), connections_.end()))
    if (connection->is_idle()) connection->close();
}

}  // namespace towpath::proxy
