#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "process_ending.h"
#include "spawner_client.h"

// What is built on Spawner::start(): the streaming run, the short tool, the piped process.
namespace towpath::process {

namespace {

using Clock = std::chrono::steady_clock;

/// Moves bytes between one process and its caller and carries out the cancel sequence.
class Conversation {
 public:
  using Sink = std::function<bool(Stream, std::string_view)>;  ///< False: enough, kill it.

  Conversation(SpawnerClient& spawner, const Command& command, wire::Containment containment, Sink sink)
      : spawner_(spawner), command_(command), containment_(containment), sink_(std::move(sink)) {}

  Result<Exit> run(std::string_view input, std::stop_token stop) {
    TRY(auto out, make_pipe());
    TRY(auto err, make_pipe());
    std::array<OwnedFd, 2> in;
    if (!input.empty()) {
      TRY(in, make_pipe());
      fcntl(in[1].get(), F_SETFL, O_NONBLOCK);
    }
    const auto on_exit = [ending = ending_](Result<Exit> result) { ending->set(std::move(result)); };
    TRY(process_, spawner_.start_in(command_, containment_, {in[0].get(), out[1].get(), err[1].get()}, on_exit));
    in[0].reset();
    out[1].reset();
    err[1].reset();
    reading_[0] = std::move(out[0]);
    reading_[1] = std::move(err[0]);
    writing_ = std::move(in[1]);
    input_ = input;
    if (command_.timeout.count() > 0) next_step_ = Clock::now() + command_.timeout;
    const std::stop_callback wake(stop, [ending = ending_] { eventfd_write(ending->event.get(), 1); });
    return loop(stop);
  }

 private:
  Result<Exit> loop(const std::stop_token& stop) {
    std::optional<Clock::time_point> drain_until;
    while (true) {
      if (stop.stop_requested() && !reason_) begin_end(EndReason::cancelled);
      const auto result = ending_->get();
      if (result) {
        if (!result->has_value()) return *result;
        if (!reading_[0] && !reading_[1]) return finish(result->value());
        // A background process may hold the pipes; what the main process wrote is already in them.
        if (!drain_until) drain_until = Clock::now() + std::chrono::milliseconds(200);
        if (Clock::now() >= *drain_until) return finish(result->value());
      } else if (next_step_ && Clock::now() >= *next_step_) {
        take_step();
      }
      pollfd events[4] = {{ending_->event.get(), POLLIN, 0},
                          {reading_[0].get(), POLLIN, 0},
                          {reading_[1].get(), POLLIN, 0},
                          {writing_.get(), POLLOUT, 0}};
      poll(events, 4, timeout(drain_until ? drain_until : result ? std::nullopt : next_step_));
      if (events[0].revents != 0) {
        eventfd_t count = 0;
        eventfd_read(ending_->event.get(), &count);
      }
      if (events[1].revents != 0) read_some(Stream::out);
      if (events[2].revents != 0) read_some(Stream::err);
      if (events[3].revents != 0) write_some();
    }
  }

  static int timeout(const std::optional<Clock::time_point>& at) {
    if (!at) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*at - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
  }

  void read_some(Stream stream) {
    auto& fd = reading_[stream == Stream::out ? 0 : 1];
    if (buffer_.empty()) buffer_.resize(64 * 1024);
    const ssize_t got = read(fd.get(), buffer_.data(), buffer_.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) return fd.reset();
    if (is_muted_ || sink_(stream, std::string_view(buffer_.data(), static_cast<std::size_t>(got)))) return;
    is_muted_ = true;
    spawner_.kill(process_);
  }

  void write_some() {
    const ssize_t sent = write(writing_.get(), input_.data(), input_.size());
    if (sent > 0) input_.remove_prefix(static_cast<std::size_t>(sent));
    // A program that does not want its input (EPIPE) is free to; its exit code says whether that was right.
    if (input_.empty() || (sent < 0 && errno != EAGAIN && errno != EINTR)) writing_.reset();
  }

  void begin_end(EndReason reason) {
    reason_ = reason;
    next_step_ = Clock::now();
  }

  void take_step() {
    if (!reason_) begin_end(EndReason::timed_out);
    const auto wait = [this](std::chrono::milliseconds time) { next_step_ = Clock::now() + time; };
    if (step_ == 0 && command_.cancel.after_interrupt.count() > 0) {
      step_ = 1;
      spawner_.signal(process_, SIGINT);
      return wait(command_.cancel.after_interrupt);
    }
    if (step_ <= 1 && command_.cancel.after_terminate.count() > 0) {
      step_ = 2;
      spawner_.signal(process_, SIGTERM);
      return wait(command_.cancel.after_terminate);
    }
    step_ = 3;
    spawner_.kill(process_);
    wait(std::chrono::seconds(1));  // Again, should a fork have slipped through.
  }

  Result<Exit> finish(Exit exit) const {
    if (reason_ && exit.reason != EndReason::lost) exit.reason = *reason_;
    return exit;
  }

  SpawnerClient& spawner_;
  const Command& command_;
  wire::Containment containment_;
  Sink sink_;
  std::shared_ptr<Ending> ending_ = std::make_shared<Ending>();
  ProcessId process_ = 0;
  OwnedFd reading_[2];
  OwnedFd writing_;
  std::string_view input_;
  std::string buffer_;
  bool is_muted_ = false;
  std::optional<EndReason> reason_;
  std::optional<Clock::time_point> next_step_;  ///< When the timeout or the next signal of the sequence is due.
  int step_ = 0;
};

class PipedProcessImpl final : public PipedProcess {
 public:
  PipedProcessImpl(SpawnerClient& spawner, OwnedFd in, OwnedFd out, OwnedFd err)
      : spawner_(spawner), in_(std::move(in)), out_(std::move(out)), err_(std::move(err)) {}
  ~PipedProcessImpl() override {
    in_.reset();
    out_.reset();
    if (!process_) return;
    if (!ending_->get()) kill();
    wait();
  }

  Status start(const Command& command, int in, int out) {
    const auto on_exit = [ending = ending_](Result<Exit> result) { ending->set(std::move(result)); };
    TRY(process_, spawner_.start_in(command, wire::process_group, {in, out, err_.get()}, on_exit));
    return ok();
  }
  int stdin_fd() const override { return in_.get(); }
  int stdout_fd() const override { return out_.get(); }
  void close_stdin() override { in_.reset(); }
  void kill() override { spawner_.kill(*process_); }

  std::pair<Exit, std::string> wait() override {
    std::unique_lock lock(ending_->mutex);
    ending_->ended.wait(lock, [this] { return ending_->result.has_value(); });
    const auto& result = *ending_->result;
    if (!result) {  // Found out in the child: told the way a shell does.
      Exit exit;
      exit.code = 127;
      return {exit, result.error().message()};
    }
    constexpr off_t longest = 64 * 1024;
    const off_t size = lseek(err_.get(), 0, SEEK_END);
    std::string text(static_cast<std::size_t>(std::min(size, longest)), '\0');
    const ssize_t got = pread(err_.get(), text.data(), text.size(), size - static_cast<off_t>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return {result.value(), text};
  }

 private:
  SpawnerClient& spawner_;
  OwnedFd in_, out_, err_;
  std::optional<ProcessId> process_;
  std::shared_ptr<Ending> ending_ = std::make_shared<Ending>();
};

}  // namespace

Result<Exit> SpawnerClient::run(const Command& command, const OutputSink& sink, std::stop_token stop) {
  const auto always = [&sink](Stream stream, std::string_view bytes) {
    if (sink) sink(stream, bytes);
    return true;
  };
  return Conversation(*this, command, wire::everything, always).run({}, std::move(stop));
}

Result<Output> SpawnerClient::run_tool(const Command& command, std::string_view input, std::stop_token stop,
                                       std::size_t max_output) {
  Output output;
  bool is_too_large = false;
  const auto collect = [&](Stream stream, std::string_view bytes) {
    auto& text = stream == Stream::out ? output.out : output.err;
    is_too_large = text.size() + bytes.size() > max_output;
    if (!is_too_large) text.append(bytes);
    return !is_too_large;
  };
  TRY(output.exit, Conversation(*this, command, wire::process_group, collect).run(input, std::move(stop)));
  if (is_too_large)
    return failed("process.output_too_large",
                  fmt::format("{} wrote more than {} bytes and was ended", command.argv[0], max_output))
        .with_hint("ask for less at once");
  return output;
}

Result<std::unique_ptr<PipedProcess>> SpawnerClient::start_piped(const Command& command) {
  TRY(auto in, make_pipe());
  TRY(auto out, make_pipe());
  // Standard error goes to a memory file: nobody has to read it for the process to go on.
  OwnedFd err(memfd_create("stderr", MFD_CLOEXEC));
  auto process = std::make_unique<PipedProcessImpl>(*this, std::move(in[1]), std::move(out[0]), std::move(err));
  CHECK_OK(process->start(command, in[0].get(), out[1].get()));
  return std::unique_ptr<PipedProcess>(std::move(process));
}

}  // namespace towpath::process
