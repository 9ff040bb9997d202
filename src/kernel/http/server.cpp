#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "log/log.h"

#include "session.h"

namespace towpath::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

/// How often deadlines are looked at: fine enough for the shortest of them, at most twice a second.
milliseconds sweep_interval(const ServerOptions& options) {
  const auto shortest = std::min({options.header_timeout, options.body_timeout, options.idle_timeout});
  return std::clamp(shortest / 4, milliseconds(5), milliseconds(500));
}

Error tls_invalid(std::string_view what) {
  return invalid_input("http.tls_invalid", fmt::format("The TLS certificate or key cannot be used: {}.", what))
      .with_hint("Give a PEM certificate chain and its unencrypted PEM key, readable by this user.");
}

class AsioServer final : public Server {
 public:
  AsioServer(const Router& router, const ServerOptions& options)
      : options_(options),
        work_(io_.get_executor()),
        workers_(std::make_unique<WorkerPool>(options.workers, options.queue_limit)),
        acceptor_(io_),
        sweep_(io_.get_executor()),
        session_end_(io_.get_executor()),
        state_{router, options_, *workers_, io_} {
    state_.on_session_end = &session_end_;
  }

  ~AsioServer() override {
    drain();
    workers_.reset();  // handlers still running may still answer: the loop runs until they are done
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

  Status listen() {
    if (!options_.tls_certificate_file.empty() || !options_.tls_key_file.empty()) CHECK_OK(load_tls());
    error_code failure;
    const auto address = asio::ip::make_address(options_.address, failure);
    if (failure)
      return invalid_input("http.address_invalid", fmt::format("'{}' is not an IP address.", options_.address))
          .with_hint("Use 127.0.0.1 for this machine only or 0.0.0.0 for everyone.");
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), failure);
    if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure) acceptor_.bind(endpoint, failure);
    if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    if (failure == asio::error::address_in_use)
      return conflict("http.port_in_use", fmt::format("Port {} on {} is in use.", options_.port, options_.address))
          .with_hint("Stop what uses it, or choose another port (0 picks a free one).");
    if (failure)
      return failed("http.address_invalid", fmt::format("Cannot listen on {} port {}: {}.", options_.address,
                                                        options_.port, failure.message()));
    port_ = acceptor_.local_endpoint().port();
    asio::co_spawn(io_, accept(), asio::detached);
    asio::co_spawn(io_, watch_deadlines(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
    return ok();
  }

  unsigned short port() const override { return port_; }

  void drain() override {
    const std::lock_guard lock(drain_mutex_);
    if (is_drained_ || !thread_.joinable()) return;
    is_drained_ = true;
    auto done = asio::co_spawn(io_, drain_all(), asio::use_future);
    done.get();
  }

  Load load() const override {
    const auto workers = workers_->load();
    return {state_.connections, workers.running, workers.queued, state_.requests};
  }

 private:
  Status load_tls() {
    if (options_.tls_certificate_file.empty() || options_.tls_key_file.empty())
      return tls_invalid("one of the two files is not given");
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
    error_code failure;
    tls_->use_certificate_chain_file(options_.tls_certificate_file, failure);
    if (!failure) tls_->use_private_key_file(options_.tls_key_file, asio::ssl::context::pem, failure);
    return failure ? Status(tls_invalid(failure.message())) : ok();
  }

  asio::awaitable<void> accept() {
    for (;;) {
      error_code failure;
      auto token = asio::redirect_error(asio::use_awaitable, failure);
      tcp::socket socket = co_await acceptor_.async_accept(token);
      if (state_.is_draining || !acceptor_.is_open()) co_return;
      if (failure) {
        // Out of file descriptors, most likely: others close in the meantime.
        log::warn("connection not accepted", {{"reason", failure.message()}});
        co_await pause(milliseconds(100));
        continue;
      }
      if (state_.sessions.size() >= options_.connection_limit) continue;
      begin_session(std::move(socket));
    }
  }

  asio::awaitable<void> pause(milliseconds time) {
    Signal never(io_.get_executor());
    co_await never.wait_for(time);
  }

  void begin_session(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto peer = socket.remote_endpoint(ignored);
    auto connection = tls_ ? make_tls_connection(std::move(socket), *tls_) : make_plain_connection(std::move(socket));
    const auto session = std::make_shared<Session>(state_, std::move(connection), peer.address().to_string());
    auto life = session->run(session);
    asio::co_spawn(io_, std::move(life), asio::detached);
  }

  asio::awaitable<void> watch_deadlines() {
    const milliseconds interval = sweep_interval(options_);
    for (;;) {
      const bool is_ending = co_await sweep_.wait_for(interval);
      if (is_ending) co_return;
      const auto now = Session::Clock::now();
      for (Session* session : state_.sessions)
        if (session->is_expired(now)) session->abort();
    }
  }

  asio::awaitable<void> drain_all() {
    state_.is_draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Session* session : state_.sessions) session->drain();
    const auto deadline = Session::Clock::now() + options_.drain_timeout;
    while (!state_.sessions.empty() && Session::Clock::now() < deadline)
      co_await session_end_.wait_for(milliseconds(50));
    if (!state_.sessions.empty())
      log::warn("requests cut off at the end of the drain time", {{"connections", state_.sessions.size()}});
    for (Session* session : state_.sessions) session->abort();
    while (!state_.sessions.empty()) co_await session_end_.wait_for(milliseconds(50));
    sweep_.notify();
  }

  const ServerOptions options_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::optional<asio::ssl::context> tls_;
  std::unique_ptr<WorkerPool> workers_;
  tcp::acceptor acceptor_;
  Signal sweep_, session_end_;
  ServerState state_;
  unsigned short port_ = 0;
  std::mutex drain_mutex_;  // guards is_drained_
  bool is_drained_ = false;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Router& router, const ServerOptions& options) {
  auto server = std::make_unique<AsioServer>(router, options);
  CHECK_OK(server->listen());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace towpath::http
