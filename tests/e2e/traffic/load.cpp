#include "load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <deque>
#include <list>
#include <stdexcept>

namespace towpath::testing {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto longest_answer = std::chrono::seconds(10);

std::string problem_of(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "refused";
    case ECONNRESET:
    case EPIPE:
      return "reset";
    case ETIMEDOUT:
      return "timeout";
    default:
      return fmt::format("error {}", error);
  }
}

struct Connection {
  int fd = -1;
  bool is_kept = false, is_busy = false, closes = false;
  Clock::time_point due;
  std::string expected;  ///< Part of the body that no other request gets.
  std::string out, in;
  std::list<Connection>::iterator self;
};

}  // namespace

std::uint64_t LoadReport::failed() const {
  std::uint64_t sum = 0;
  for (const auto& [kind, count] : failures) sum += count;
  return sum;
}

double LoadReport::percentile(double share) const {
  if (milliseconds.empty()) return 0;
  const auto last = static_cast<double>(milliseconds.size() - 1);
  return milliseconds[static_cast<std::size_t>(std::llround(last * share))];
}

std::string LoadReport::text() const {
  std::string out = fmt::format("{} requests ({} on kept, {} on new connections), {} answered, {} failed", sent,
                                on_kept, on_new, answered, failed());
  for (const auto& [kind, count] : failures) out += fmt::format(", {} {}", count, kind);
  return out +
         fmt::format("; p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms", percentile(0.5), percentile(0.99), percentile(1));
}

/// All connections on one thread.
class Load::Engine {
 public:
  Engine(Load& load, int rate)
      : load_(load), rate_(rate), epoll_(epoll_create1(EPOLL_CLOEXEC)), timer_(timerfd_create(CLOCK_MONOTONIC, 0)) {
    itimerspec spec{};
    spec.it_interval.tv_nsec = spec.it_value.tv_nsec = 1'000'000'000 / rate;
    timerfd_settime(timer_, 0, &spec, nullptr);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event);
  }
  ~Engine() {
    for (const Connection& connection : all_) close(connection.fd);
    close(timer_);
    close(epoll_);
  }

  void run(const std::stop_token& stop) {
    const auto begin = Clock::now();
    std::uint64_t due = 0;
    while (!stop.stop_requested() || busy_ > 0) {
      epoll_event events[64];
      const int count = epoll_wait(epoll_, events, 64, 100);
      for (int i = 0; i < count; ++i) {
        if (events[i].data.ptr != nullptr) {
          hear(*static_cast<Connection*>(events[i].data.ptr), events[i].events);
          continue;
        }
        std::uint64_t ticks = 0;
        if (read(timer_, &ticks, sizeof ticks) != sizeof ticks) continue;
        for (; ticks > 0 && !stop.stop_requested(); --ticks, ++due)
          send_request(due, begin + std::chrono::nanoseconds(1'000'000'000 / rate_) * (due + 1));
      }
      end_late_ones();
      for (; !dead_.empty(); dead_.pop_back()) all_.erase(dead_.back());
    }
  }

 private:
  void send_request(std::uint64_t number, Clock::time_point due) {
    const bool wants_kept = number % 2 == 0;
    {
      const std::lock_guard lock(load_.mutex_);
      ++load_.report_.sent;
      ++(wants_kept ? load_.report_.on_kept : load_.report_.on_new);
    }
    Connection* connection = nullptr;
    if (wants_kept && !idle_.empty()) {
      connection = idle_.front();
      idle_.pop_front();
    } else {
      connection = &open(wants_kept);
    }
    connection->is_busy = true;
    connection->due = due;
    ++busy_;
    const std::string body = number % 4 < 2 ? "" : std::string(2000, static_cast<char>('a' + number % 26));
    connection->expected = fmt::format("path=/{} bytes={} sum={} ", number, body.size(),
                                       body.empty() ? 0 : body.size() * static_cast<unsigned char>(body.front()));
    connection->out = fmt::format("{} /{} HTTP/1.1\r\nHost: {}\r\n{}", body.empty() ? "GET" : "POST", number,
                                  load_.place_.host, wants_kept ? "" : "Connection: close\r\n");
    if (!body.empty()) connection->out += fmt::format("Content-Length: {}\r\n", body.size());
    connection->out += "\r\n" + body;
    connection->in.clear();
    watch(*connection);
  }

  Connection& open(bool is_kept) {
    all_.emplace_back();
    Connection& made = all_.back();
    made.self = std::prev(all_.end());
    made.is_kept = is_kept;
    made.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(made.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(load_.place_.port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // What goes wrong here is reported by epoll, too.
    if (connect(made.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
      made.out.clear();
    epoll_event event{};
    event.data.ptr = &made;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, made.fd, &event);
    return made;
  }

  void watch(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLIN | (connection.out.empty() ? 0u : static_cast<std::uint32_t>(EPOLLOUT));
    event.data.ptr = &connection;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
  }

  void hear(Connection& connection, std::uint32_t events) {
    if (connection.fd < 0) return;
    if ((events & EPOLLOUT) != 0 && !connection.out.empty()) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(connection.fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0) return settle(connection, problem_of(error));
      const ssize_t sent = send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) return settle(connection, problem_of(errno));
      if (sent > 0) connection.out.erase(0, static_cast<std::size_t>(sent));
      if (connection.out.empty()) watch(connection);
    }
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) == 0) return;
    char bytes[16384];
    const ssize_t got = recv(connection.fd, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (!connection.is_busy) return drop_idle(connection);  // Closed between requests, as it may be.
    if (got < 0) return settle(connection, problem_of(errno));
    if (got == 0) return settle(connection, "closed");
    connection.in.append(bytes, static_cast<std::size_t>(got));
    read_answer(connection);
  }

  void read_answer(Connection& connection) {
    const std::string& in = connection.in;
    const auto head = in.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const auto length = in.find("Content-Length: ");
    if (length > head) return settle(connection, "malformed");
    const auto size = std::stoul(in.substr(length + 16));
    if (in.size() < head + 4 + size) return;
    const auto closes = in.find("Connection: close");
    connection.closes = closes < head || !connection.is_kept;
    const auto status = in.substr(9, 3);
    if (status != "200") return settle(connection, "status " + status);
    const auto body = std::string_view(in).substr(head + 4);
    if (!body.starts_with("version=") || !body.ends_with(" end\n") || body.size() != size ||
        body.find(connection.expected) == body.npos)
      return settle(connection, "wrong body");
    settle(connection, "", std::string(body.substr(8, body.find(' ') - 8)));
  }

  /// The request is over; `problem` is "" when it was answered as it should be.
  void settle(Connection& connection, const std::string& problem, const std::string& version = "") {
    --busy_;
    connection.is_busy = false;
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count();
    {
      const std::lock_guard lock(load_.mutex_);
      if (problem.empty()) {
        ++load_.report_.answered;
        ++load_.report_.versions[version];
        load_.report_.milliseconds.push_back(took);
      } else {
        ++load_.report_.failures[problem];
      }
    }
    load_.answered_.notify_all();
    if (!problem.empty() || connection.closes)
      drop(connection);
    else
      idle_.push_back(&connection);  // The one that rested longest is used next: none rests for long.
  }

  void drop_idle(Connection& connection) {
    std::erase(idle_, &connection);
    drop(connection);
  }

  void drop(Connection& connection) {
    close(connection.fd);
    connection.fd = -1;
    dead_.push_back(connection.self);  // Later: an event of this round may still name it.
  }

  void end_late_ones() {
    const auto now = Clock::now();
    for (Connection& connection : all_)
      if (connection.fd >= 0 && connection.is_busy && now - connection.due > longest_answer)
        settle(connection, "timeout");
  }

  Load& load_;
  const int rate_;
  const int epoll_, timer_;
  std::list<Connection> all_;
  std::deque<Connection*> idle_;
  std::vector<std::list<Connection>::iterator> dead_;
  std::size_t busy_ = 0;
};

Load::Load(Place place, int requests_a_second)
    : place_(std::move(place)),
      thread_([this, requests_a_second](const std::stop_token& stop) { Engine(*this, requests_a_second).run(stop); }) {}

Load::~Load() = default;

LoadReport Load::finish() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  LoadReport report = so_far();
  std::sort(report.milliseconds.begin(), report.milliseconds.end());
  return report;
}

bool Load::wait_for_answers(std::uint64_t more, std::chrono::seconds deadline) {
  std::unique_lock lock(mutex_);
  const auto wanted = report_.answered + more;
  return answered_.wait_for(lock, deadline, [&] { return report_.answered >= wanted; });
}

LoadReport Load::so_far() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

}  // namespace towpath::testing
