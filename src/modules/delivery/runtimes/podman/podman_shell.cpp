#include "podman_shell.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>

#include "base/id.h"
#include "base/product.h"
#include "container_spec.h"
#include "podman_containers.h"

namespace towpath::delivery {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto between_looks = 1000ms;
constexpr auto longest_handshake = 30'000ms, longest_ending = 10'000ms;
constexpr std::size_t piece = 16 * 1024, longest_head = 16 * 1024, frame_head = 8;
constexpr int not_understood = 2;  ///< What an entry program without the role ends with.

Error no_stream(const std::string& why) {
  return unavailable(std::string(podman_unreachable),
                     fmt::format("podman's service gave no stream to a program: {}", why));
}

/// Connected to, or bound at, a unix socket; an abstract one when the name begins with a zero byte.
process::OwnedFd unix_socket(const std::string& name, bool listens) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  process::OwnedFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | (listens ? SOCK_NONBLOCK : 0), 0));
  if (!fd || name.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (listens ? bind(fd.get(), where, size) != 0 || listen(fd.get(), 1) != 0 : connect(fd.get(), where, size) != 0)
    return {};
  return fd;
}

/// Takes the streams of a program without a terminal apart: "<stream> 0 0 0 <4 bytes length> <bytes>".
class Frames {
 public:
  template <class Show>
  void take(std::string_view bytes, const Show& show) {
    while (!bytes.empty()) {
      if (left_ == 0) {
        const std::size_t part = std::min(frame_head - head_.size(), bytes.size());
        head_ += bytes.substr(0, part);
        bytes.remove_prefix(part);
        if (head_.size() < frame_head) return;
        for (std::size_t i = 4; i < frame_head; ++i) left_ = left_ << 8 | static_cast<unsigned char>(head_[i]);
        is_error_ = head_[0] == 2;
        head_.clear();
        continue;
      }
      const std::size_t part = std::min(left_, bytes.size());
      show(is_error_ ? process::Stream::err : process::Stream::out, bytes.substr(0, part));
      left_ -= part;
      bytes.remove_prefix(part);
    }
  }

 private:
  std::string head_;
  std::size_t left_ = 0;
  bool is_error_ = false;
};

class Shell {
 public:
  Shell(const PodmanApi& api, const ShellProgram& program, process::Counterpart& who)
      : api_(api), containers_(api), program_(program), who_(who) {}

  Result<int> run(const std::string& container, const std::stop_token& stop) {
    TRY(const auto found, containers_.find(container));
    if (!found || !found->is_running)
      return conflict("delivery.instance_not_running", "It does not run, so there is nothing to open a shell in.");
    const std::string name = fmt::format("{}-shell-{}", product::binary, new_ulid());
    listener_ = unix_socket('\0' + name, true);
    if (!listener_) return no_stream(fmt::format("no socket to attend it: {}", std::strerror(errno)));
    TRY(exec_, containers_.make_exec(
                   container, attended(program_.command, name, program_.has_terminal ? program_.terminal_type : ""),
                   program_.has_terminal));
    CHECK_OK(open_stream());
    if (program_.has_terminal) CHECK_OK(containers_.resize_exec(exec_, program_.window));
    CHECK_OK(talk(stop));
    return exit_code();
  }

 private:
  /// podman answers with 101, and from then on the connection is the program's.
  Status open_stream() {
    stream_ = unix_socket(api_.socket(), false);
    if (!stream_) return no_stream(std::strerror(errno));
    const std::string body = boost::json::serialize(boost::json::object{{"Detach", false},
                                                                        {"Tty", program_.has_terminal},
                                                                        {"h", program_.window.rows},
                                                                        {"w", program_.window.columns}});
    const std::string text = fmt::format(
        "POST /v4.0.0/libpod/exec/{}/start HTTP/1.1\r\nHost: podman\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        exec_, body.size(), body);
    if (send(stream_.get(), text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      return no_stream(std::strerror(errno));
    fcntl(stream_.get(), F_SETFL, O_NONBLOCK);
    const auto until = Clock::now() + longest_handshake;
    std::string head;
    std::size_t end = 0;
    while ((end = head.find("\r\n\r\n")) == head.npos) {
      pollfd event{stream_.get(), POLLIN, 0};
      std::array<char, piece> buffer;
      poll(&event, 1, static_cast<int>(between_looks.count()));
      const ssize_t got = read(stream_.get(), buffer.data(), buffer.size());
      if (got > 0) head.append(buffer.data(), static_cast<std::size_t>(got));
      const bool is_lost = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
      if (is_lost || head.size() > longest_head || Clock::now() > until) return no_stream("its answer did not come");
    }
    if (!head.starts_with("HTTP/1.1 101") && !head.starts_with("HTTP/1.1 200"))
      return failed("delivery.podman_refused",
                    fmt::format("podman cannot run a program in the container: {}", head.substr(0, head.find('\r'))));
    early_ = head.substr(end + 4);
    return ok();
  }

  Status talk(const std::stop_token& stop) {
    show(early_);
    while (stream_) {
      hear(stop);
      if (ends_by_ && Clock::now() >= *ends_by_)
        return no_stream("the program in the container did not end when it had to");
      const std::size_t room = who_.room();
      pollfd events[3] = {{room > 0 || !pending_.empty() ? stream_.get() : -1,
                           static_cast<short>((room > 0 ? POLLIN : 0) | (pending_.empty() ? 0 : POLLOUT)), 0},
                          {who_.wake_fd(), POLLIN, 0},
                          {listener_.get(), POLLIN, 0}};
      poll(events, 3, static_cast<int>(between_looks.count()));
      if (std::uint64_t count = 0; events[1].revents != 0) (void)!read(who_.wake_fd(), &count, sizeof count);
      if (events[2].revents != 0) take_attended();
      if (events[0].revents & POLLOUT) write_some();
      if (stream_ && room > 0 && (events[0].revents & ~POLLOUT)) read_some(room);
    }
    return ok();
  }

  void take_attended() {
    process::OwnedFd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) return;
    was_attended_ = true;
    if (!ends_by_) attended_ = std::move(fd);
  }

  void hear(const std::stop_token& stop) {
    const std::size_t limit = pending_.size() < piece && !is_input_over_ ? piece - pending_.size() : 0;
    process::Counterpart::Said said = who_.take(limit);
    pending_ += said.bytes;
    is_input_over_ |= said.is_end;
    if (is_input_over_ && pending_.empty() && !is_end_said_) {
      is_end_said_ = true;
      if (program_.has_terminal)
        pending_ = "\x04";
      else
        shutdown(stream_.get(), SHUT_WR);
    }
    if (said.window && program_.has_terminal) (void)containers_.resize_exec(exec_, *said.window);
    if (said.signal) signal_ = said.signal;
    if (signal_ && attended_) {  // what it shows may come before its connection does
      const auto number = static_cast<char>(*signal_);
      signal_.reset();
      (void)!send(attended_.get(), &number, 1, MSG_NOSIGNAL);
    }
    if ((said.must_end || stop.stop_requested()) && !ends_by_) {
      ends_by_ = Clock::now() + longest_ending;
      attended_.reset();  // with the connection the program ends
      listener_.reset();
    }
  }

  void show(std::string_view bytes) {
    if (program_.has_terminal) {
      if (!bytes.empty()) who_.show(process::Stream::out, bytes);
    } else {
      frames_.take(bytes, [this](process::Stream stream, std::string_view part) { who_.show(stream, part); });
    }
  }

  void read_some(std::size_t room) {
    std::array<char, piece> buffer;
    const ssize_t got = read(stream_.get(), buffer.data(), std::min(room, buffer.size()));
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return stream_.reset();
    show({buffer.data(), static_cast<std::size_t>(got)});
  }

  void write_some() {
    const ssize_t sent = send(stream_.get(), pending_.data(), pending_.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EINTR) pending_.clear();  // it does not want its input
      return;
    }
    who_.given(std::string_view(pending_).substr(0, static_cast<std::size_t>(sent)), !program_.has_terminal);
    pending_.erase(0, static_cast<std::size_t>(sent));
  }

  /// The stream ends a moment before podman knows how the program ended.
  Result<int> exit_code() {
    for (const auto until = Clock::now() + longest_ending;;) {
      TRY(const auto code, containers_.exec_end(exec_));
      if (code && *code == not_understood && !was_attended_)
        return conflict("delivery.no_shell", "Its container was started by a version that had no shells.")
            .with_hint("Start it again: towpath restart COMPONENT ENVIRONMENT");
      if (code) return *code;
      if (Clock::now() >= until) return no_stream("it does not say how the program ended");
      poll(nullptr, 0, 20);
    }
  }

  const PodmanApi& api_;
  const PodmanContainers containers_;
  const ShellProgram& program_;
  process::Counterpart& who_;
  process::OwnedFd listener_, attended_, stream_;
  std::string exec_, early_, pending_;
  Frames frames_;
  bool was_attended_ = false, is_input_over_ = false, is_end_said_ = false;
  std::optional<int> signal_;
  std::optional<Clock::time_point> ends_by_;
};

}  // namespace

Result<int> run_shell_in(const PodmanApi& api, const std::string& container, const ShellProgram& program,
                         process::Counterpart& who, std::stop_token stop) {
  return Shell(api, program, who).run(container, stop);
}

}  // namespace towpath::delivery
