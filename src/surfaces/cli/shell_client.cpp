#include "shell_client.h"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ostream>
#include <utility>

#include "http/terminal_frames.h"
#include "http/websocket_client.h"
#include "json/json.h"
#include "local_terminal.h"

namespace towpath::cli {
namespace {

namespace terminal = http::terminal;
using http::WebSocketClient;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds longest_reconnecting{30};
constexpr std::chrono::milliseconds between_attempts{500};
constexpr int broken_pipe = 141;
constexpr char ctrl_c = '\x03';

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// What a shell's last message says.
Result<int> exit_of(const std::string& json) {
  const auto said = json::parse(json);
  if (said.has_value() && said->is_object()) {
    if (const auto* code = said->as_object().if_contains("exitCode"); code && code->is_int64())
      return static_cast<int>(code->as_int64());
    http::ClientResponse answer;
    answer.body = json;
    if (const auto* status = said->as_object().if_contains("status"); status && status->is_int64())
      answer.status = static_cast<int>(status->as_int64());
    return http::error_from(answer);
  }
  return failed("cli.shell_lost", "The server said of the shell's end what this version does not understand.");
}

class Conversation {
 public:
  Conversation(const Server& server, std::string run, bool has_terminal, Io& io)
      : server_(server), run_(std::move(run)), has_terminal_(has_terminal), io_(io), here_(has_terminal) {}

  Result<int> hold() {
    CHECK_OK(connect());
    for (;;) {
      CHECK_OK(hear());  // also what came together with the handshake, of which poll() knows nothing
      if (end_) return *end_;
      pollfd events[3] = {
          {socket_->fd(), POLLIN, 0}, {here_.signal_fd(), POLLIN, 0}, {may_read() ? STDIN_FILENO : -1, POLLIN, 0}};
      if (::poll(events, 3, -1) <= 0) continue;
      if (events[1].revents != 0) pass_on_signals();
      if (events[2].revents != 0) read_input();
    }
  }

 private:
  void say(const terminal::FromClient& frame) {
    socket_->send(terminal::encode(frame), WebSocketClient::Kind::binary);  // a lost connection is seen by hear()
  }

  /// What is on its way already is said again; the server passes over what it has.
  Status connect() {
    http::ClientRequest request;
    request.url = fmt::format("{}/api/v1/shells/{}/terminal?shown={}", server_.url, encode(run_), shown_);
    request.bearer_token = server_.token;
    TRY(socket_, WebSocketClient::connect(request));
    if (has_terminal_) say(LocalTerminal::window());
    for (std::size_t at = 0; at < unacknowledged_.size(); at += terminal::longest_piece)
      say(terminal::Input{taken_ + at, unacknowledged_.substr(at, terminal::longest_piece)});
    if (is_input_over_) say(terminal::InputEnd{});
    return ok();
  }

  bool may_read() const {
    return !is_input_over_ && unacknowledged_.size() + terminal::longest_piece <= terminal::longest_unacknowledged;
  }

  void read_input() {
    std::array<char, terminal::longest_piece> buffer;
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
      is_input_over_ = true;
      return say(terminal::InputEnd{});
    }
    const std::string bytes(buffer.data(), static_cast<std::size_t>(got));
    say(terminal::Input{taken_ + unacknowledged_.size(), bytes});
    unacknowledged_ += bytes;
  }

  void pass_on_signals() {
    for (const int number : here_.signals()) {
      if (number != SIGWINCH)
        say(terminal::Signal{static_cast<std::uint8_t>(number)});
      else if (has_terminal_)
        say(LocalTerminal::window());
    }
  }

  Status hear() {
    bool has_shown = false;
    for (;;) {
      const auto received = socket_->receive();
      if (received.what == WebSocketClient::Received::What::nothing) break;
      if (received.what == WebSocketClient::Received::What::closed) return end_ ? ok() : reconnect();
      const auto frame = terminal::read_server_frame(received.message);
      if (!frame) continue;  // of a later version
      if (const auto* output = std::get_if<terminal::Output>(&*frame)) {
        shown_ += output->bytes.size();
        has_shown = true;
        if (!write_all(output->is_error ? STDERR_FILENO : STDOUT_FILENO, output->bytes)) {
          say(terminal::Signal{SIGHUP});  // nobody reads what it writes
          end_ = broken_pipe;
          return ok();
        }
      } else if (const auto* taken = std::get_if<terminal::Taken>(&*frame)) {
        const std::uint64_t more = taken->bytes > taken_ ? taken->bytes - taken_ : 0;
        unacknowledged_.erase(0, std::min<std::uint64_t>(more, unacknowledged_.size()));
        taken_ += more;
      } else if (const auto* notice = std::get_if<terminal::Notice>(&*frame)) {
        write_all(STDERR_FILENO, notice->text + (has_terminal_ ? "\r\n" : "\n"));
      } else if (const auto* ended = std::get_if<terminal::Ended>(&*frame)) {
        end_ = exit_of(ended->json);
        return ok();
      }
    }
    if (has_shown) say(terminal::Shown{shown_});
    return ok();
  }

  Status reconnect() {
    io_.err << (has_terminal_ ? "\r\n" : "") << "The connection was lost; trying again. Ctrl-C ends it here."
            << (has_terminal_ ? "\r\n" : "\n") << std::flush;
    const auto until = Steady::now() + longest_reconnecting;
    for (;;) {
      const Status connected = connect();
      if (connected.has_value()) return ok();
      const bool may_pass = connected.error().kind() == ErrorKind::unavailable;
      if (!may_pass) return connected;
      if (Steady::now() >= until || is_given_up()) break;
    }
    return unavailable("cli.shell_lost", fmt::format("The connection to {} was lost.", server_.url))
        .with_hint(fmt::format("The shell there ends by itself. What was shown: towpath run logs {}", run_));
  }

  /// Waits a moment; true when somebody pressed Ctrl-C meanwhile.
  bool is_given_up() {
    pollfd events[2] = {{here_.signal_fd(), POLLIN, 0}, {has_terminal_ ? STDIN_FILENO : -1, POLLIN, 0}};
    ::poll(events, 2, static_cast<int>(between_attempts.count()));
    const std::vector<int> signals = here_.signals();
    if (std::any_of(signals.begin(), signals.end(), [](int number) { return number != SIGWINCH; })) return true;
    char key = 0;
    return events[1].revents != 0 && (::read(STDIN_FILENO, &key, 1) <= 0 || key == ctrl_c);
  }

  const Server& server_;
  const std::string run_;
  const bool has_terminal_;
  Io& io_;
  LocalTerminal here_;
  std::unique_ptr<WebSocketClient> socket_;
  std::string unacknowledged_;  ///< Said from the byte taken_ on.
  std::uint64_t taken_ = 0, shown_ = 0;
  bool is_input_over_ = false;
  std::optional<Result<int>> end_;
};

}  // namespace

Result<int> talk_to_shell(const Server& server, const std::string& run, bool has_terminal, Io& io) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  auto code = Conversation(server, run, has_terminal, io).hold();
  ::signal(SIGPIPE, before);
  return code;
}

}  // namespace towpath::cli
