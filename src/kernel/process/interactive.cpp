#include "process/interactive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "process_ending.h"

namespace towpath::process {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto between_looks = 1000ms;
constexpr auto after_hangup = 2000ms;
constexpr auto after_kill = 1000ms;
constexpr auto longest_drain = 10'000ms, short_drain = 1'000ms;
constexpr auto quiet_drain = 200ms;
constexpr std::size_t piece = 16 * 1024;

class Interactive {
 public:
  Interactive(Spawner& spawner, Counterpart& who, std::optional<WindowSize> terminal)
      : spawner_(spawner), who_(who), size_(terminal), has_terminal_(terminal.has_value()) {}

  Result<Exit> run(const Command& command, const std::stop_token& stop) {
    CHECK_OK(begin(command));
    const std::stop_callback wake(stop, [ending = ending_] { eventfd_write(ending->event.get(), 1); });
    return loop(stop);
  }

 private:
  Status begin(const Command& command) {
    const auto on_exit = [ending = ending_](Result<Exit> result) { ending->set(std::move(result)); };
    if (has_terminal_) {
      TRY(auto terminal, open_terminal(*size_));
      const int theirs = terminal.theirs.get();
      TRY(process_, spawner_.start(command, {theirs, theirs, theirs}, on_exit));
      reading_[0] = std::move(terminal.ours);
      // A second descriptor, so that both directions close on their own.
      writing_.reset(fcntl(reading_[0].get(), F_DUPFD_CLOEXEC, 0));
      return ok();
    }
    TRY(auto in, make_pipe());
    TRY(auto out, make_pipe());
    TRY(auto err, make_pipe());
    TRY(process_, spawner_.start(command, {in[0].get(), out[1].get(), err[1].get()}, on_exit));
    reading_[0] = std::move(out[0]);
    reading_[1] = std::move(err[0]);
    writing_ = std::move(in[1]);
    fcntl(writing_.get(), F_SETFL, O_NONBLOCK);
    return ok();
  }

  Result<Exit> loop(const std::stop_token& stop) {
    for (;;) {
      hear(stop);
      const auto result = ending_->get();
      if (result) {
        if (!result->has_value()) return *result;
        if (is_drained()) return finish(result->value());
      } else if (next_step_ && Clock::now() >= *next_step_) {
        take_step();
      }
      const std::size_t room = who_.room();
      const bool wants_output = room > 0;
      pollfd events[5] = {{ending_->event.get(), POLLIN, 0},
                          {who_.wake_fd(), POLLIN, 0},
                          {wants_output ? reading_[0].get() : -1, POLLIN, 0},
                          {wants_output ? reading_[1].get() : -1, POLLIN, 0},
                          {pending_.empty() ? -1 : writing_.get(), POLLOUT, 0}};
      poll(events, 5, timeout(result.has_value()));
      for (const int i : {0, 1})
        if (eventfd_t count = 0; events[i].revents != 0) eventfd_read(events[i].fd, &count);
      if (events[2].revents != 0) read_some(Stream::out, room);
      if (events[3].revents != 0) read_some(Stream::err, who_.room());
      if (events[4].revents != 0) write_some();
    }
  }

  void hear(const std::stop_token& stop) {
    const std::size_t limit = pending_.size() < piece && !is_input_over_ ? piece - pending_.size() : 0;
    Counterpart::Said said = who_.take(limit);
    if (said.window && has_terminal_ && reading_[0]) set_window(reading_[0].get(), *said.window);
    if (said.signal) spawner_.signal(process_, *said.signal);
    if (writing_) pending_ += said.bytes;
    is_input_over_ |= said.is_end;
    if (is_input_over_ && pending_.empty()) end_input();
    if ((said.must_end || stop.stop_requested()) && !is_ending_) {
      is_ending_ = true;
      next_step_ = Clock::now();
    }
  }

  /// A terminal has no end of its own: a program that reads lines takes Ctrl-D at the beginning of one for it.
  void end_input() {
    if (has_terminal_ && writing_ && !is_end_typed_) {
      is_end_typed_ = true;
      pending_ = "\x04";
      return;
    }
    writing_.reset();
  }

  bool is_drained() {
    if (!reading_[0] && !reading_[1]) return true;
    const auto now = Clock::now();
    if (!drain_until_) drain_until_ = now + (is_ending_ ? short_drain : longest_drain);
    if (!quiet_until_ || who_.room() == 0) quiet_until_ = now + quiet_drain;
    return now >= *drain_until_ || now >= *quiet_until_;
  }

  int timeout(bool has_ended) const {
    auto at = Clock::now() + between_looks;
    if (has_ended) at = std::min(at, quiet_until_.value_or(at));
    if (!has_ended && next_step_) at = std::min(at, *next_step_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - Clock::now()).count();
    return static_cast<int>(std::max<long long>(left, 0));
  }

  void read_some(Stream stream, std::size_t room) {
    OwnedFd& fd = reading_[stream == Stream::out ? 0 : 1];
    if (!fd || room == 0) return;
    const ssize_t got = read(fd.get(), buffer_.data(), std::min(room, buffer_.size()));
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) return fd.reset();  // EIO: nobody has the terminal open any more
    quiet_until_.reset();
    who_.show(stream, std::string_view(buffer_.data(), static_cast<std::size_t>(got)));
  }

  void write_some() {
    // Asked before it is written: the program may change it as soon as it has read.
    const bool is_shown = !has_terminal_ || shows_what_is_typed(writing_.get());
    const ssize_t sent = write(writing_.get(), pending_.data(), pending_.size());
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (sent < 0) {  // It does not want its input, which it is free to.
      writing_.reset();
      pending_.clear();
      return;
    }
    who_.given(std::string_view(pending_).substr(0, static_cast<std::size_t>(sent)), is_shown);
    pending_.erase(0, static_cast<std::size_t>(sent));
  }

  void take_step() {
    if (!std::exchange(is_hung_up_, true)) {
      spawner_.signal(process_, SIGHUP);
      next_step_ = Clock::now() + after_hangup;
      return;
    }
    spawner_.kill(process_);
    next_step_ = Clock::now() + after_kill;  // again, should a fork have slipped through
  }

  Exit finish(Exit exit) const {
    if (is_ending_ && exit.reason != EndReason::lost) exit.reason = EndReason::cancelled;
    return exit;
  }

  Spawner& spawner_;
  Counterpart& who_;
  const std::optional<WindowSize> size_;
  const bool has_terminal_;
  std::shared_ptr<Ending> ending_ = std::make_shared<Ending>();
  ProcessId process_ = 0;
  OwnedFd reading_[2], writing_;
  std::array<char, piece> buffer_{};
  std::string pending_;  ///< Said, and not yet given to the program.
  bool is_input_over_ = false, is_end_typed_ = false, is_ending_ = false, is_hung_up_ = false;
  std::optional<Clock::time_point> next_step_, drain_until_, quiet_until_;
};

}  // namespace

Result<Exit> run_interactive(Spawner& spawner, const Command& command, std::optional<WindowSize> terminal,
                             Counterpart& who, std::stop_token stop) {
  return Interactive(spawner, who, terminal).run(command, stop);
}

}  // namespace towpath::process
