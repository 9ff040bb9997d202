#include "filter_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "runtimes/line_cutter.h"

namespace towpath::delivery {

namespace {

using process::OwnedFd;
using Clock = std::chrono::steady_clock;

[[noreturn]] void no_descriptor(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

struct Pipe {
  OwnedFd read, write;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) no_descriptor("make a pipe");
  return {OwnedFd(ends[0]), OwnedFd(ends[1])};
}

OwnedFd in_memory(std::string_view text) {
  OwnedFd fd(memfd_create("input", MFD_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      lseek(fd.get(), 0, SEEK_SET) != 0)
    no_descriptor("keep a program's input in memory");
  return fd;
}

struct Ending {
  std::promise<Result<process::Exit>> exit;
  OwnedFd event{eventfd(0, EFD_CLOEXEC)};
};

/// Bytes that are there; closes the descriptor at its end.
std::string_view read_some(OwnedFd& fd, std::array<char, 64 * 1024>& buffer) {
  const auto got = ::read(fd.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return {};
  if (got <= 0) {
    fd.reset();
    return {};
  }
  return {buffer.data(), static_cast<std::size_t>(got)};
}

/// For poll(): -1 is for ever.
int milliseconds_until(const std::optional<Clock::time_point>& time) {
  if (!time) return -1;
  return static_cast<int>(
      std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(*time - Clock::now()).count()));
}

}  // namespace

Result<FilterResult> run_filter(process::Spawner& spawner, const process::Command& command, std::string_view input,
                                std::size_t max_output, const std::function<void(std::string_view line)>& log,
                                std::stop_token stop) {
  const OwnedFd in = in_memory(input);
  Pipe out = make_pipe(), err = make_pipe();
  // Shared with the spawner's thread, which may still be in the callback when this function returns.
  const auto ending = std::make_shared<Ending>();
  auto exit = ending->exit.get_future();
  const auto on_exit = [ending](Result<process::Exit> how) {
    ending->exit.set_value(std::move(how));
    eventfd_write(ending->event.get(), 1);
  };
  TRY(const auto id, spawner.start(command, {in.get(), out.write.get(), err.write.get()}, on_exit));
  out.write.reset();
  err.write.reset();
  FilterResult result;
  std::optional<process::EndReason> ended_by_us;
  const auto until = command.timeout.count() > 0 ? std::optional(Clock::now() + command.timeout) : std::nullopt;
  {
    const OwnedFd stopped(eventfd(0, EFD_CLOEXEC));
    const std::stop_callback wake(stop, [&] { eventfd_write(stopped.get(), 1); });
    const auto end = [&](process::EndReason reason) {
      if (ended_by_us) return;
      ended_by_us = reason;
      spawner.kill(id);
    };
    LineCutter lines(log);
    std::array<char, 64 * 1024> buffer;
    bool has_ended = false;
    while (!has_ended || out.read || err.read) {
      // Once it is being ended only its end is of interest; its pipes close with it.
      pollfd events[] = {{out.read.get(), POLLIN, 0},
                         {err.read.get(), POLLIN, 0},
                         {ended_by_us ? -1 : stopped.get(), POLLIN, 0},
                         {has_ended ? -1 : ending->event.get(), POLLIN, 0}};
      if (poll(events, std::size(events), ended_by_us ? -1 : milliseconds_until(until)) < 0 && errno != EINTR)
        no_descriptor("wait for a program");
      has_ended = has_ended || events[3].revents != 0;
      if (events[2].revents != 0) end(process::EndReason::cancelled);
      if (until && Clock::now() >= *until) end(process::EndReason::timed_out);
      if (events[0].revents != 0) {
        const auto bytes = read_some(out.read, buffer);
        result.is_too_large = result.is_too_large || result.out.size() + bytes.size() > max_output;
        if (result.is_too_large)
          end(process::EndReason::cancelled);
        else
          result.out.append(bytes);
      }
      if (events[1].revents != 0) lines.add(read_some(err.read, buffer));
    }
  }
  TRY(result.exit, exit.get());
  if (ended_by_us) result.exit.reason = *ended_by_us;
  return result;
}

}  // namespace towpath::delivery
