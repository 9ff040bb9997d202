#include "control_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <fstream>

#include "log/log.h"
#include "unix_socket.h"

namespace towpath::proxy {

namespace {

using boost::system::error_code;
constexpr std::size_t most_watches = 8;
constexpr auto client_limit = std::chrono::seconds(5);

/// Sends a frame together with a descriptor. The socket's buffer is empty then, so it does not block.
bool send_with_descriptor(int socket, std::string_view text, int fd) {
  auto bytes = frame_bytes(text);
  iovec part{bytes.data(), bytes.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* c = CMSG_FIRSTHDR(&message);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(c), &fd, sizeof fd);
  return sendmsg(socket, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace

ControlServer::ControlServer(DataPlane& plane, Acceptor& acceptor, std::filesystem::path directory,
                             process::OwnedFd predecessor)
    : plane_(plane),
      acceptor_(acceptor),
      directory_(std::move(directory)),
      directory_fd_(open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      listener_(plane.context.get_executor()),
      client_(plane.context.get_executor()),
      predecessor_(plane.context.get_executor()),
      timer_(plane.context.get_executor()) {
  plane.waiting.on_asked = [this](const std::string& route_id) {
    for (const auto& watch : watches_) watch->tell(route_id);
  };
  if (predecessor) predecessor_.assign(asio::local::stream_protocol(), predecessor.release());
}

bool ControlServer::listen() {
  const auto name = fmt::format("control.{}", getpid());
  std::error_code ignored;
  std::filesystem::remove(directory_ / name, ignored);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = socket_address(directory_fd_.get(), name);
  if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 64) != 0)
    return false;
  error_code error;
  listener_.assign(asio::local::stream_protocol(), fd, error);
  return !error;
}

bool ControlServer::publish() {
  const auto name = fmt::format("control.{}", getpid());
  return renameat(directory_fd_.get(), name.c_str(), directory_fd_.get(), "control") == 0;
}

Awaitable<> ControlServer::run() {
  error_code error;
  while (!is_replaced_) {
    client_ = co_await listener_.async_accept(asio::redirect_error(awaiting, error));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      timer_.expires_after(std::chrono::milliseconds(50));
      co_await timer_.async_wait(asio::redirect_error(awaiting, error));
      continue;
    }
    co_await serve();
  }
}

/// Closes the socket when its time is over. A successor's connection has no limit: it lasts until this proxy has
/// drained.
void ControlServer::arm(LocalSocket& socket) {
  if (is_replaced_) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(client_limit);
  timer_.async_wait([&socket](error_code error) {
    error_code ignored;
    if (!error) socket.close(ignored);
  });
}

Awaitable<> ControlServer::serve() {
  error_code error;
  while (true) {
    const auto text = co_await read_frame(client_);
    if (!text) break;
    auto request = parse_request_text(*text);
    if (!request) {
      std::string refusal = error_answer(request.error());
      co_await write_frame(client_, std::move(refusal));
      continue;
    }
    if (request->operation == ControlRequest::Operation::takeover) {
      if (!send_with_descriptor(client_.native_handle(), takeover_answer(plane_.routes.table()),
                                acceptor_.native_handle()))
        break;
      continue;
    }
    if (request->operation == ControlRequest::Operation::watch && can_watch()) {
      start_watch();
      co_return;
    }
    if (request->operation == ControlRequest::Operation::confirm) {
      is_replaced_ = true;
      for (const auto& watch : watches_) watch->close();  // They ask again, and reach the successor.
      listener_.close(error);                             // Those who wait there try again and reach the successor.
      on_replaced();
    }
    std::string reply = co_await answer(std::move(request).value());
    const bool is_sent = co_await write_frame(client_, std::move(reply));
    if (!is_sent) break;
  }
  timer_.cancel();
  client_.close(error);
}

bool ControlServer::can_watch() {
  std::erase_if(watches_, [](const auto& watch) { return !watch->is_open(); });
  return watches_.size() < most_watches && !is_replaced_;
}

void ControlServer::start_watch() {
  timer_.cancel();
  watches_.push_back(
      std::make_shared<AskedWatch>(plane_.context.get_executor(), std::move(client_), plane_.waiting.asked()));
  watches_.back()->start();
  client_ = LocalSocket(plane_.context.get_executor());
}

Awaitable<std::optional<std::string>> ControlServer::read_frame(LocalSocket& socket) {
  error_code error;
  std::array<unsigned char, 4> header{};
  arm(socket);
  co_await asio::async_read(socket, asio::buffer(header), asio::redirect_error(awaiting, error));
  if (error) co_return std::nullopt;
  const std::uint32_t size = header[0] | header[1] << 8 | header[2] << 16 | static_cast<std::uint32_t>(header[3]) << 24;
  if (size > longest_control_frame) co_return std::nullopt;
  std::string text(size, '\0');
  co_await asio::async_read(socket, asio::buffer(text), asio::redirect_error(awaiting, error));
  if (error) co_return std::nullopt;
  co_return text;
}

Awaitable<bool> ControlServer::write_frame(LocalSocket& socket, std::string text) {
  error_code error;
  const std::string bytes = frame_bytes(text);
  co_await asio::async_write(socket, asio::buffer(bytes), asio::redirect_error(awaiting, error));
  co_return !error;
}

/// Empty when there is no predecessor any more.
Awaitable<std::string> ControlServer::ask_predecessor(std::string request) {
  if (!predecessor_.is_open()) co_return std::string();
  const bool is_sent = co_await write_frame(predecessor_, std::move(request));
  std::optional<std::string> reply;
  if (is_sent) reply = co_await read_frame(predecessor_);
  error_code ignored;
  if (!reply) predecessor_.close(ignored);
  co_return reply.value_or(std::string());
}

Awaitable<std::string> ControlServer::answer(ControlRequest request) {
  using Operation = ControlRequest::Operation;
  if (request.operation == Operation::set_table) co_return co_await set_table(std::move(request.table));
  if (request.operation == Operation::metrics) co_return metrics_answer(plane_.routes.metrics());
  if (request.operation == Operation::in_flight) {
    auto count = plane_.in_flight(request.port);
    const std::string other = co_await ask_predecessor(to_text(request));
    if (const auto theirs = read_in_flight_answer(other)) count += theirs.value();
    co_return in_flight_answer(count);
  }
  if (request.operation == Operation::watch)
    co_return error_answer(unavailable("proxy.unavailable", "too many already watch which routes are asked for"));
  if (request.operation == Operation::hello) {
    error_code ignored;
    Hello hello;
    hello.protocol = control_protocol;
    hello.version = plane_.options.version.empty() ? proxy_version() : plane_.options.version;
    hello.pid = getpid();
    hello.port = acceptor_.local_endpoint(ignored).port();
    hello.fence = plane_.routes.table().fence;
    hello.generation = plane_.routes.table().generation;
    co_return hello_answer(hello);
  }
  co_return plain_answer();
}

Awaitable<std::string> ControlServer::set_table(Table table) {
  const auto& present = plane_.routes.table();
  if (std::pair(table.fence, table.generation) <= std::pair(present.fence, present.generation))
    co_return error_answer(
        conflict("proxy.stale_table", fmt::format("table {}.{} is not newer than {}.{}, which is in effect",
                                                  table.fence, table.generation, present.fence, present.generation))
            .with_hint("another server has taken over; read the present table and decide anew"));
  // On disk before it is in effect. Without fsync: the server sends its table again when it starts, and a stall of the
  // disk must not be one of the traffic.
  const auto path = directory_ / "table.json", beside = directory_ / "table.json.new";
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  out << table_text(table);
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(beside, path, error);
  if (!out || error)
    co_return error_answer(
        unavailable("proxy.unavailable", "the route table could not be written to the data directory")
            .with_hint("check free space; the old table stays in effect"));
  plane_.set_table(table);
  if (predecessor_.is_open()) {
    ControlRequest forwarded;
    forwarded.operation = ControlRequest::Operation::set_table;
    forwarded.table = std::move(table);
    co_await ask_predecessor(to_text(forwarded));
  }
  co_return plain_answer();
}

}  // namespace towpath::proxy
