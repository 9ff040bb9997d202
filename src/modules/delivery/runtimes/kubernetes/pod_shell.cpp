#include "pod_shell.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "base/id.h"
#include "base/strings.h"
#include "kubernetes/kube_json.h"
#include "log/log.h"
#include "pod_status.h"
#include "shell_scripts.h"

namespace towpath::delivery {

namespace {

using Clock = std::chrono::steady_clock;
using Heard = ExecStream::Heard;
using namespace std::chrono_literals;

constexpr auto between_looks = 1000ms;
constexpr auto longest_begin = 20'000ms, longest_ending = 10'000ms, longest_drain = 1'000ms, longest_news = 2'000ms;
constexpr auto between_signs = 20s;
constexpr std::size_t piece = 16 * 1024;
constexpr int most_keepers = 3, most_steps = 64, killed = 128 + 9;

std::vector<std::string> script(const char* text, std::vector<std::string> arguments) {
  std::vector<std::string> out{"/bin/sh", "-c", text, "towpath"};
  out.insert(out.end(), std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end()));
  return out;
}

class Shell {
 public:
  Shell(const KubeApi& api, const PodPlace& place, std::int64_t restarts, const ShellProgram& program,
        process::Counterpart& who, const std::stop_token& stop)
      : api_(api), place_(place), restarts_(restarts), program_(program), who_(who), stop_(stop) {}

  Result<int> run() {
    TRY(keeper_, begun(script(keeper_script, {mark_}), false));
    auto arguments = program_.command;
    if (program_.has_terminal) arguments.insert(arguments.begin(), program_.terminal_type);
    arguments.insert(arguments.begin(), mark_);
    window_ = program_.window;
    TRY(stream_,
        begun(script(program_.has_terminal ? terminal_script : pipe_script, arguments), program_.has_terminal));
    has_begun_ = true;
    return talk();
  }

 private:
  Error gone_before_it_began() const {
    return unavailable("delivery.shell_not_opened", "The shell was to end before it had begun.");
  }

  /// A program that has said that it runs; what it showed after that is to be shown.
  Result<std::unique_ptr<ExecStream>> begun(const std::vector<std::string>& command, bool has_terminal) {
    TRY(auto stream, ExecStream::open(api_, place_, command, has_terminal));
    Greeting greeting(mark_);
    std::string complaints;
    for (const auto until = Clock::now() + longest_begin; !greeting.is_said();) {
      hear();
      if (ends_by_ && !has_begun_) return gone_before_it_began();
      const Heard heard = stream->receive();
      switch (heard.what) {
        case Heard::What::nothing: {
          if (Clock::now() > until)
            return unavailable(std::string(cluster_unreachable),
                               fmt::format("The cluster at {} does not run a program in the pod {}.",
                                           api_.access().server, place_.pod));
          pollfd events[2] = {{stream->fd(), stream->events(), 0}, {who_.wake_fd(), POLLIN, 0}};
          poll(events, 2, static_cast<int>(between_looks.count()));
          drain_wake(events[1]);
          stream->flush();
          break;
        }
        case Heard::What::output: {
          std::string_view rest = heard.bytes;
          greeting.take(rest);
          backlog_ += rest;
          break;
        }
        case Heard::What::errors:
          complaints += heard.bytes.substr(0, piece - std::min(piece, complaints.size()));
          break;
        case Heard::What::ended:
          return not_begun(heard.end, greeting.other_words() + complaints);
        case Heard::What::lost:
          return lost();
      }
    }
    return stream;
  }

  Error not_begun(const ExecEnd& end, const std::string& words) const {
    const std::string said = shortened(std::string(trim(words.empty() ? end.failure : words)));
    return conflict("delivery.no_shell",
                    fmt::format("No shell can be opened in the container {} of the pod {}, which needs /bin/sh and "
                                "/proc there: {}",
                                place_.container, place_.pod,
                                said.empty() ? fmt::format("exit code {}", end.code.value_or(0)) : said))
        .with_hint(
            fmt::format("Give the image a shell, or look at the container with one beside it: kubectl debug -n {} "
                        "-it {} --target={} --image=busybox",
                        place_.name_space, place_.pod, place_.container));
  }

  Result<int> talk() {
    for (;;) {
      hear();
      if (const auto end = take_output()) return finished(*end);
      if (!look_at_keeper()) return lost();
      if (ends_by_ && Clock::now() >= *ends_by_)
        return unavailable(std::string(cluster_unreachable),
                           fmt::format("What ran in the pod {} did not end when it had to.", place_.pod));
      give_input();
      show_life();
      const bool wants_output = backlog_.empty();
      const auto wanted = static_cast<short>(stream_->events() & ~(wants_output ? 0 : POLLIN));
      pollfd events[3] = {{wanted != 0 ? stream_->fd() : -1, wanted, 0},
                          {who_.wake_fd(), POLLIN, 0},
                          {keeper_ ? keeper_->fd() : -1, keeper_ ? keeper_->events() : short{0}, 0}};
      const bool goes_on = wants_output ? has_more_ : who_.room() > 0 || drops_output();
      poll(events, 3, goes_on ? 0 : static_cast<int>(between_looks.count()));
      drain_wake(events[1]);
      stream_->flush();
      if (keeper_) keeper_->flush();
    }
  }

  void drain_wake(const pollfd& event) {
    if (std::uint64_t count = 0; event.revents != 0) (void)!read(who_.wake_fd(), &count, sizeof count);
  }

  void hear() {
    const std::size_t limit = has_begun_ && !is_input_over_ && pending_.size() < piece ? piece - pending_.size() : 0;
    process::Counterpart::Said said = who_.take(limit);
    pending_ += said.bytes;
    is_input_over_ |= said.is_end;
    if (said.window) window_ = said.window;
    if (said.signal && has_begun_ && keeper_) keeper_->write(ExecChannel::input, fmt::format("{}\n", *said.signal));
    if ((said.must_end || stop_.stop_requested()) && !ends_by_) {
      ends_by_ = Clock::now() + longest_ending;
      keeper_.reset();  // with its connection it ends the rest
    }
  }

  /// One piece is under way at a time: a program that reads slowly is not sent more than it takes.
  void give_input() {
    if (window_ && program_.has_terminal) stream_->write(ExecChannel::window, window_text(*window_));
    window_.reset();
    if (stream_->unsent() > 0) return;
    if (!pending_.empty()) {
      stream_->write(ExecChannel::input, program_.has_terminal ? pending_ : input_lines(pending_));
      who_.given(pending_, !program_.has_terminal);
      pending_.clear();
    }
    if (is_input_over_ && !is_end_said_) {
      is_end_said_ = true;
      stream_->write(ExecChannel::input, program_.has_terminal ? "\x04" : end_of_input);
    }
  }

  /// Shows what there is room for, and not so much that who talks is not heard meanwhile; how it ended, once that was
  /// said and all before it was shown.
  std::optional<Heard> take_output() {
    for (int step = 0; step < most_steps; ++step) {
      if (!backlog_.empty()) {
        if (const std::size_t part = std::min(who_.room(), backlog_.size()); part > 0) {
          who_.show(backlog_of_, std::string_view(backlog_).substr(0, part));
          backlog_.erase(0, part);
        } else if (drops_output()) {
          backlog_.clear();
        } else {
          return std::nullopt;
        }
        continue;
      }
      Heard heard = stream_->receive();
      has_more_ = heard.what != Heard::What::nothing;
      if (!has_more_) return std::nullopt;
      if (heard.what == Heard::What::ended || heard.what == Heard::What::lost) return heard;
      backlog_of_ = heard.what == Heard::What::output ? process::Stream::out : process::Stream::err;
      backlog_ = std::move(heard.bytes);
    }
    return std::nullopt;
  }

  /// Nobody has made room for it since the shell had to end, which must not wait for that.
  bool drops_output() const { return ends_by_ && Clock::now() > *ends_by_ - longest_ending + longest_drain; }

  /// False when it is gone, and no other one can be had.
  bool look_at_keeper() {
    if (!keeper_) return true;
    Heard heard = keeper_->receive();
    while (heard.what == Heard::What::output || heard.what == Heard::What::errors) heard = keeper_->receive();
    if (heard.what == Heard::What::nothing) return true;
    if (++keepers_ > most_keepers) return false;
    auto another = begun(script(keeper_script, {mark_}), false);
    if (another && !ends_by_)
      keeper_ = std::move(*another);
    else
      keeper_.reset();
    return another.has_value();
  }

  void show_life() {
    if (Clock::now() < next_sign_) return;
    next_sign_ = Clock::now() + between_signs;
    stream_->show_life();
    if (keeper_) keeper_->show_life();
  }

  Result<int> finished(const Heard& heard) {
    if (heard.what == Heard::What::lost) return lost();
    if (heard.end.code && *heard.end.code < 128) return *heard.end.code;
    // What killed it may have been the end of the container.
    if (!ends_by_ && heard.end.code.value_or(killed) == killed)
      if (const auto gone = why_gone()) return *gone;
    if (heard.end.code) return *heard.end.code;
    return failed("delivery.cluster_refused", fmt::format("The cluster at {} ended the shell in the pod {}: {}",
                                                          api_.access().server, place_.pod, heard.end.failure));
  }

  Error lost() const {
    if (const auto gone = why_gone()) return *gone;
    return unavailable(std::string(cluster_unreachable),
                       fmt::format("The connection to the cluster at {} was lost, and the shell in the pod {} with it.",
                                   api_.access().server, place_.pod))
        .with_hint(
            "What ran in it is ended in the container when the cluster notices. Open another one when it answers");
  }

  /// Nothing while the container is as it was, or nobody can say. A cluster learns of an end a moment after us.
  std::optional<Error> why_gone() const {
    for (const auto until = Clock::now() + longest_news; Clock::now() < until; poll(nullptr, 0, 200)) {
      const auto found = api_.find({"v1", "Pod", place_.name_space, place_.pod});
      if (!found) {
        log::warn("a cluster does not say how a pod is", {{"pod", place_.pod}, {"detail", found.error().message()}});
        return std::nullopt;
      }
      const std::string why = *found ? why_over(**found, place_.container, restarts_) : "it was deleted";
      if (!why.empty())
        return conflict("delivery.instance_not_running",
                        fmt::format("The pod {}, in which the shell was, went away: {}.", place_.pod, why))
            .with_hint("Open another one, in a pod that runs");
    }
    return std::nullopt;
  }

  const KubeApi& api_;
  const PodPlace& place_;
  const std::int64_t restarts_;
  const ShellProgram& program_;
  process::Counterpart& who_;
  const std::stop_token stop_;
  const std::string mark_ = new_ulid();
  std::unique_ptr<ExecStream> keeper_, stream_;
  std::string pending_;  ///< Said, and not yet given to the program.
  std::string backlog_;  ///< Shown by the program, and not yet to who talks.
  process::Stream backlog_of_ = process::Stream::out;
  std::optional<process::WindowSize> window_;
  bool has_begun_ = false, is_input_over_ = false, is_end_said_ = false, has_more_ = false;
  int keepers_ = 1;
  Clock::time_point next_sign_ = Clock::now() + between_signs;
  std::optional<Clock::time_point> ends_by_;
};

}  // namespace

Result<int> run_shell_in_pod(const KubeApi& api, const PodPlace& place, std::int64_t restarts,
                             const ShellProgram& program, process::Counterpart& who, std::stop_token stop) {
  return Shell(api, place, restarts, program, who, stop).run();
}

}  // namespace towpath::delivery
