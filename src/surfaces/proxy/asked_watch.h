#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "waiting_room.h"

namespace towpath::proxy {

/// Tells one client of the control socket which sleeping routes are asked for, as it happens, until the client goes or
/// close() is called. One thread.
class AskedWatch : public std::enable_shared_from_this<AskedWatch> {
 public:
  using LocalSocket = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;

  /// `already`: told at once, also when there is none.
  AskedWatch(Executor executor, LocalSocket client, std::vector<std::string> already);

  /// Starts to tell. Keeps the object alive while the client is there.
  void start();
  void tell(const std::string& route_id);
  bool is_open() const { return client_.is_open(); }
  void close();

 private:
  Awaitable<> write_on();
  Awaitable<> notice_end();

  Executor executor_;
  LocalSocket client_;
  WaitingRoom::Timer timer_;  ///< Cancelled when there is something to tell.
  std::vector<std::string> pending_;
};

}  // namespace towpath::proxy
