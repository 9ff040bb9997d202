#include "proxy/proxy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <iterator>

#include "control_server.h"
#include "log/log.h"
#include "unix_socket.h"

namespace towpath::proxy {

namespace {

using boost::system::error_code;

/// A connection costs two descriptors.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// What a proxy that runs on the same directory hands over.
struct Inheritance {
  process::OwnedFd connection, listener;
  Table table;
};

std::optional<Inheritance> take_over(const std::filesystem::path& directory) {
  Inheritance inheritance;
  inheritance.connection = connect_control(directory, std::chrono::seconds(3));
  if (!inheritance.connection) return std::nullopt;
  ControlRequest request;
  request.operation = ControlRequest::Operation::takeover;
  if (!send_frame(inheritance.connection.get(), to_text(request))) return std::nullopt;
  const auto answer = receive_frame(inheritance.connection.get(), &inheritance.listener);
  if (!answer || !inheritance.listener) return std::nullopt;
  auto table = read_takeover_answer(*answer);
  if (!table) return std::nullopt;
  inheritance.table = std::move(table).value();
  return inheritance;
}

bool confirm(int connection) {
  ControlRequest request;
  request.operation = ControlRequest::Operation::confirm;
  if (!send_frame(connection, to_text(request))) return false;
  const auto answer = receive_frame(connection);
  return answer && read_plain_answer(*answer);
}

/// The table of the last run; empty when there is none or it cannot be read.
Table load_table(const std::filesystem::path& directory) {
  std::ifstream in(directory / "table.json", std::ios::binary);
  if (!in) return {};
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto table = parse_table_text(text);
  if (table) return std::move(table).value();
  log::error("the stored route table cannot be read; nothing is routed until the server sends one",
             {{"error", table.error().message()}});
  return {};
}

/// The process: built in order, run, drained.
class ProxyProcess {
 public:
  explicit ProxyProcess(const ProxyOptions& options)
      : options_(options),
        directory_(options.data_directory / "proxy"),
        context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),  // One thread does all, so nothing is locked.
        plane_(context_, options_),
        acceptor_(context_.get_executor()),
        signals_(context_, SIGTERM, SIGINT),
        ticker_(context_.get_executor()) {}

  int run() {
    std::error_code ignored;
    std::filesystem::create_directories(directory_, ignored);
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, ignored);
    auto inheritance = take_over(directory_);
    if (!inheritance && !open_listener()) return 1;
    if (inheritance) acceptor_.assign(asio::ip::tcp::v4(), inheritance->listener.release());
    plane_.set_table(inheritance ? inheritance->table : load_table(directory_));

    const int predecessor = inheritance ? inheritance->connection.get() : -1;
    ControlServer control(plane_, acceptor_, directory_,
                          inheritance ? std::move(inheritance->connection) : process::OwnedFd());
    control.on_replaced = [this] { drain(Replaced::yes); };
    if (!control.listen() || !control.publish()) {
      log::error("the control socket cannot be opened", {{"directory", directory_.string()}});
      return 1;
    }
    // Both accept from the same socket until here; from here on the other one only finishes what it has.
    if (predecessor >= 0 && !confirm(predecessor))
      log::warn("the proxy before this one did not confirm that it gives way");
    log::info("proxy serves", {{"port", acceptor_.local_endpoint().port()},
                               {"routes", plane_.routes.table().routes.size()},
                               {"tookOver", predecessor >= 0}});
    asio::co_spawn(context_.get_executor(), plane_.accept_from(acceptor_), asio::detached);
    asio::co_spawn(context_.get_executor(), control.run(), asio::detached);
    wait_for_signal();
    keep_time();
    context_.run();
    return 0;
  }

 private:
  enum class Replaced { no, yes };

  /// A free port is chosen once: clients know it, so a proxy that died comes back on it while it can.
  bool open_listener() {
    const auto kept = directory_ / "port";
    int port = options_.port;
    if (port == 0) std::ifstream(kept) >> port;
    auto error = listen_on(port);
    if (error && options_.port == 0) error = listen_on(0);
    if (error) {
      log::error("the proxy cannot listen",
                 {{"address", options_.address}, {"port", options_.port}, {"error", error.message()}});
      return false;
    }
    if (options_.port == 0) std::ofstream(kept, std::ios::trunc) << acceptor_.local_endpoint().port() << "\n";
    return true;
  }

  error_code listen_on(int port) {
    error_code error, ignored;
    acceptor_.close(ignored);
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(options_.address, error),
                                           static_cast<unsigned short>(port));
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(4096, error);
    return error;
  }

  void wait_for_signal() {
    signals_.async_wait([this](error_code error, int) {
      if (error) return;
      if (plane_.is_draining()) return context_.stop();  // Asked twice: at once.
      drain(Replaced::no);
      wait_for_signal();
    });
  }

  void drain(Replaced replaced) {
    if (plane_.is_draining()) return;
    log::info("proxy gives way", {{"connections", plane_.connection_count()}, {"replaced", replaced == Replaced::yes}});
    error_code ignored;
    acceptor_.close(ignored);  // A successor has its own descriptor of the same socket: nobody in its queue is lost.
    plane_.start_draining();
    give_up_ = Clock::now() + options_.drain_timeout;
    // Kept connections: with a successor they get "Connection: close" on their next answer, because closing them now
    // could meet a request that is just coming; without one, nobody would answer that anyway.
    has_successor_ = replaced == Replaced::yes;
    ticker_.cancel();
  }

  /// Once a second, for time limits; more often while draining.
  void keep_time() {
    const bool is_draining = plane_.is_draining();
    // Again and again: what was answering when the draining began may have promised to keep its connection.
    if (is_draining && !has_successor_) plane_.close_idle_connections();
    if (is_draining && (plane_.connection_count() == 0 || Clock::now() > give_up_)) return context_.stop();
    ticker_.expires_after(is_draining ? std::chrono::milliseconds(50) : std::chrono::milliseconds(1000));
    ticker_.async_wait([this](error_code) {
      if (plane_.needs_tick() || plane_.is_draining()) plane_.tick();
      keep_time();
    });
  }

  ProxyOptions options_;
  std::filesystem::path directory_;
  asio::io_context context_;
  DataPlane plane_;
  Acceptor acceptor_;
  asio::basic_signal_set<Executor> signals_;
  asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> ticker_;
  Clock::time_point give_up_{};
  bool has_successor_ = false;  ///< While draining: who takes the requests that still come.
};

}  // namespace

int run_proxy(const ProxyOptions& options) {
  signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  // On the heap and never destroyed: connections that are still open when the process ends refer to it.
  auto* process = new ProxyProcess(options);
  return process->run();
}

}  // namespace towpath::proxy
