#include "run_into_file.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

namespace towpath::delivery {
namespace {

using process::OwnedFd;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_looks{100}, longest_drain{200};

OwnedFd checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return OwnedFd(fd);
}

struct Ending {
  std::promise<Result<process::Exit>> exit;
  OwnedFd event = checked(eventfd(0, EFD_CLOEXEC), "wait for a program");
};

/// Asks a process to end, step by step.
class Cancelling {
 public:
  Cancelling(process::Spawner& spawner, process::ProcessId id, const process::CancelSequence& sequence)
      : spawner_(spawner), id_(id), sequence_(sequence) {}

  const std::optional<process::EndReason>& reason() const { return reason_; }
  void begin(process::EndReason reason) {
    if (reason_) return;
    reason_ = reason;
    next_ = Clock::now();
  }
  /// Takes the steps that are due.
  void go_on() {
    if (!next_ || Clock::now() < *next_) return;
    static constexpr int signals[] = {SIGINT, SIGTERM};
    const milliseconds waits[] = {sequence_.after_interrupt, sequence_.after_terminate};
    while (step_ < std::size(signals) && waits[step_].count() == 0) ++step_;
    if (step_ == std::size(signals)) {
      spawner_.kill(id_);
      next_ = Clock::now() + std::chrono::seconds(1);  // again, should a fork have slipped through
      return;
    }
    spawner_.signal(id_, signals[step_]);
    next_ = Clock::now() + waits[step_++];
  }

 private:
  process::Spawner& spawner_;
  const process::ProcessId id_;
  const process::CancelSequence sequence_;
  std::optional<process::EndReason> reason_;
  std::optional<Clock::time_point> next_;
  std::size_t step_ = 0;
};

}  // namespace

Result<FileRun> run_into_file(process::Spawner& spawner, const process::Command& command,
                              const std::filesystem::path& file, std::uint64_t most, const process::OutputSink& sink,
                              std::stop_token stop) {
  OwnedFd out = checked(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600),
                        "keep what a program says");
  const OwnedFd written = checked(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW), "read what a program says");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "make a pipe");
  OwnedFd complaints(ends[0]), err(ends[1]);
  // Shared with the spawner's thread, which may still be in the callback when this function returns.
  const auto ending = std::make_shared<Ending>();
  auto exit = ending->exit.get_future();
  const auto on_exit = [ending](Result<process::Exit> how) {
    ending->exit.set_value(std::move(how));
    eventfd_write(ending->event.get(), 1);
  };
  TRY(const auto id, spawner.start(command, {-1, out.get(), err.get()}, on_exit));
  out.reset();
  err.reset();

  FileRun result;
  Cancelling cancelling(spawner, id, command.cancel);
  const auto until = command.timeout.count() > 0 ? std::optional(Clock::now() + command.timeout) : std::nullopt;
  std::uint64_t taken = 0;
  std::array<char, 64 * 1024> buffer;
  const auto take_written = [&] {
    for (ssize_t got = 1; got > 0;) {
      got = ::read(written.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR)
        got = 1;
      else if (got > 0) {
        taken += static_cast<std::uint64_t>(got);
        sink(process::Stream::out, {buffer.data(), static_cast<std::size_t>(got)});
      }
      if (taken > most) result.is_too_large = true;
      if (result.is_too_large) return cancelling.begin(process::EndReason::cancelled);
    }
  };
  std::optional<Clock::time_point> drain_until;  // what it left behind may hold the pipe
  while (!drain_until || (complaints && Clock::now() < *drain_until)) {
    pollfd events[] = {{drain_until ? -1 : ending->event.get(), POLLIN, 0}, {complaints.get(), POLLIN, 0}};
    if (poll(events, std::size(events), static_cast<int>(between_looks.count())) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "wait for a program");
    if (events[0].revents != 0) drain_until = Clock::now() + longest_drain;
    if (events[1].revents != 0) {
      const ssize_t got = ::read(complaints.get(), buffer.data(), buffer.size());
      if (got > 0) sink(process::Stream::err, {buffer.data(), static_cast<std::size_t>(got)});
      if (got == 0 || (got < 0 && errno != EINTR)) complaints.reset();
    }
    take_written();
    if (drain_until) continue;
    if (stop.stop_requested()) cancelling.begin(process::EndReason::cancelled);
    if (until && Clock::now() >= *until) cancelling.begin(process::EndReason::timed_out);
    cancelling.go_on();
  }
  take_written();
  TRY(result.exit, exit.get());
  if (cancelling.reason() && result.exit.reason != process::EndReason::lost) result.exit.reason = *cancelling.reason();
  return result;
}

}  // namespace towpath::delivery
