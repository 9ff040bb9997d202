#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/time.h"
#include "delivery/shells.h"
#include "http/http.h"
#include "process/interactive.h"
#include "shell_recording.h"

namespace towpath::delivery {

/// A shell between the person, whose connection may break and be made again, and the program, which knows nothing of
/// that. What was shown and not yet acknowledged is kept, and sent again to a new connection. Made before either comes;
/// attach() and what a connection says: any thread; the rest: the thread that runs the program.
class ShellSession final : public process::Counterpart, public std::enable_shared_from_this<ShellSession> {
 public:
  /// `clock` outlives it.
  ShellSession(const Clock& clock, const ShellLimits& limits, bool has_terminal);
  ~ShellSession() override;
  ShellSession(const ShellSession&) = delete;
  ShellSession& operator=(const ShellSession&) = delete;

  /// A connection that has shown so many bytes of output before: it gets the rest, and takes the place of one that is
  /// there still.
  void attach(const std::shared_ptr<http::WebSocket>& socket, std::uint64_t shown);
  /// What came over a connection; of one that is not the present one nothing counts.
  void receive(const http::WebSocket& from, const std::string& message, http::WebSocket::Kind kind);
  void lose(const http::WebSocket& from);

  /// Waits for the first connection. False when none came within ShellLimits::without_client, or stop was requested.
  bool wait_for_client(std::stop_token stop);
  /// Before the program runs: what is shown goes to the recording, and as lines to `log`. Both outlive the program.
  void begin(ShellRecording& recording, std::function<void(std::string_view)> log);
  /// Says how it ended to whoever is connected or comes later. `json`: terminal::Ended.
  void end(const std::string& json);

  /// Why the program had to end, when it was for a limit of ours. Errors: delivery.shell_idle, delivery.shell_too_long,
  /// delivery.shell_client_gone, delivery.shell_protocol.
  std::optional<Error> ended_for() const;

  // Counterpart.
  int wake_fd() const override { return wake_.get(); }
  Said take(std::size_t limit) override;
  void given(std::string_view bytes, bool is_shown) override;
  std::size_t room() override;
  void show(process::Stream stream, std::string_view bytes) override;

 private:
  struct Piece {
    bool is_error = false;
    std::string bytes;
  };

  void send(const std::string& frame);  ///< With mutex_ held, as sends must come in the order of what they say.
  void wake();
  void refuse(const std::string& why);                     ///< With mutex_ held.
  std::optional<Error> look_at_limits(UtcTime now) const;  ///< With mutex_ held.
  void drop_shown(std::uint64_t shown);                    ///< With mutex_ held.

  const Clock& clock_;
  const ShellLimits limits_;
  const bool has_terminal_;
  const process::OwnedFd wake_;
  ShellRecording* recording_ = nullptr;
  std::function<void(std::string_view)> log_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable_any came_;
  // shared: the server's connection and this end in either order
  std::shared_ptr<http::WebSocket> socket_;
  std::string input_;                 ///< Said, and not yet taken.
  std::uint64_t received_ = 0;        ///< Bytes of input that came.
  std::uint64_t given_ = 0;           ///< Bytes of input that the program has.
  std::deque<Piece> unacknowledged_;  ///< Shown from the byte `acknowledged_` on.
  std::uint64_t acknowledged_ = 0, shown_ = 0;
  bool is_input_over_ = false, has_begun_ = false;
  std::optional<process::WindowSize> window_;
  std::optional<int> signal_;
  std::optional<std::string> end_;
  std::optional<Error> why_;
  UtcTime begun_at_, active_at_;
  std::optional<UtcTime> gone_since_;
};

}  // namespace towpath::delivery
