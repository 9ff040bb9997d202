#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "asked_watch.h"
#include "control_json.h"
#include "data_plane.h"
#include "process/spawner.h"

namespace towpath::proxy {

/// Answers on the control socket, one client after the other, so that a table, a takeover and a question about what is
/// in flight never interleave.
class ControlServer {
 public:
  using LocalSocket = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;

  /// `acceptor` is what a successor takes over; `predecessor` the connection to the proxy we take over from, if any.
  ControlServer(DataPlane& plane, Acceptor& acceptor, std::filesystem::path directory, process::OwnedFd predecessor);

  /// Listens under a name of its own first: publish() puts it in the place of an earlier proxy's in one step.
  bool listen();
  bool publish();

  Awaitable<> run();

  /// Called when a successor has everything and this proxy is only to finish what is open.
  std::function<void()> on_replaced;

 private:
  Awaitable<> serve();
  // The sockets referred to are members.
  Awaitable<std::optional<std::string>> read_frame(LocalSocket& socket);
  Awaitable<bool> write_frame(LocalSocket& socket, std::string text);
  Awaitable<std::string> ask_predecessor(std::string request);
  Awaitable<std::string> answer(ControlRequest request);
  Awaitable<std::string> set_table(Table table);
  void arm(LocalSocket& socket);
  /// The client of now is told from here on, apart from the others.
  void start_watch();
  bool can_watch();

  DataPlane& plane_;
  Acceptor& acceptor_;
  std::filesystem::path directory_;
  process::OwnedFd directory_fd_;
  asio::basic_socket_acceptor<asio::local::stream_protocol, Executor> listener_;
  LocalSocket client_, predecessor_;
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> timer_;
  std::vector<std::shared_ptr<AskedWatch>> watches_;  ///< Shared with their coroutines, which outlast them here.
  bool is_replaced_ = false;
};

}  // namespace towpath::proxy
