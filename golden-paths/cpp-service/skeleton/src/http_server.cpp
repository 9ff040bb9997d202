#include "http_server.h"

#include "database.h"
#include "log.h"

#include <httplib.h>
#include <sys/socket.h>
#include <csignal>

#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <thread>

namespace {

constexpr std::chrono::seconds drain_limit{10};
constexpr int idle_limit_seconds = 5;  // A kept connection without a request is closed after this.
constexpr int threads = 64;            // One per open connection.
constexpr std::size_t max_body = 64 * 1024;

class HttpServer {
 public:
  HttpServer(const Config& config, Notes& notes, const About& about) : config_(config), notes_(notes), about_(about) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(threads); };  // httplib takes ownership.
    server_.set_keep_alive_timeout(idle_limit_seconds);
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_payload_max_length(max_body);
    server_.set_read_timeout(3);
    server_.set_write_timeout(5);
    server_.set_tcp_nodelay(true);
    server_.set_socket_options([this](socket_t socket) {
      const int on = 1;  // Not SO_REUSEPORT, httplib's default: a port in use must be an error.
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
      listener_ = socket;
    });

    const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
      handle(request, response);
    };
    server_.Get(".*", handler)
        .Post(".*", handler)
        .Put(".*", handler)
        .Patch(".*", handler)
        .Delete(".*", handler)
        .Options(".*", handler);
    // What httplib refuses by itself, before a handler runs.
    server_.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (!response.body.empty()) return;
      send(response.status == 413 ? problem(413, "Payload too large", "The body may have up to 64 KiB.")
                                  : problem(response.status, "Bad request", "The request cannot be understood."),
           response);
    });
    server_.set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
      if (!draining_) return;
      response.headers.erase("Keep-Alive");
      response.headers.erase("Connection");
      response.set_header("Connection", "close");
    });
  }

  int run() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Inherited by every thread; only the one below takes them.

    if (!server_.bind_to_port(config_.host.c_str(), config_.port)) {
      log_line(Level::error, "cannot listen", {{"host", config_.host}, {"port", config_.port}});
      return 1;
    }
    std::promise<void> drained;
    std::thread stopper([this, &signals, done = drained.get_future()] {
      int signal = 0;
      sigwait(&signals, &signal);
      log_line(Level::info, "draining", {{"limitSeconds", static_cast<int>(drain_limit.count())}});
      draining_ = true;
      // Ends the accept loop, while connections that were accepted are still served. Server::stop() would drop those
      // of them whose request has not been read yet.
      ::shutdown(listener_, SHUT_RDWR);
      if (done.wait_for(drain_limit) == std::future_status::timeout) {
        log_line(Level::warn, "drain limit reached, stopping with requests in flight");
        std::_Exit(1);
      }
    });
    log_line(Level::info, "listening", {{"host", config_.host}, {"port", config_.port}, {"version", about_.version}});
    server_.listen_after_bind();
    const bool was_asked_to_stop = draining_;
    drained.set_value();
    kill(getpid(), SIGTERM);  // Wakes the stopper if the accept loop ended by itself.
    stopper.join();
    log_line(Level::info, "stopped");
    return was_asked_to_stop ? 0 : 1;
  }

 private:
  static void send(const Reply& reply, httplib::Response& response) {
    response.status = reply.status;
    if (!reply.allow.empty()) response.set_header("Allow", reply.allow);
    response.set_content(reply.body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n",
                         reply.status < 400 ? "application/json" : "application/problem+json");
  }

  void handle(const httplib::Request& request, httplib::Response& response) {
    const auto start = std::chrono::steady_clock::now();
    send(guarded_answer({request.method, request.path, {request.params.begin(), request.params.end()}, request.body}),
         response);
    if (request.path == "/healthz" && response.status == 200) return;  // A probe every second is noise.
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    log_line(Level::info, "request",
             {{"method", request.method},
              {"path", request.path},
              {"status", response.status},
              {"ms", std::round(elapsed.count() * 100) / 100},
              {"requestId", request.get_header_value("X-Request-Id")}});
  }

  Reply guarded_answer(const Request& request) {
    try {
      return answer(request, notes_, about_);
    } catch (const DatabaseUnavailable& error) {
      log_line(Level::error, "database unavailable", {{"error", error.what()}});
      return problem(503, "Database unavailable", "Try again in a moment.");
    } catch (const std::exception& error) {
      log_line(Level::error, "request failed", {{"error", error.what()}});
      return problem(500, "Internal error", "The service made a mistake; its log says which.");
    }
  }

  const Config& config_;
  Notes& notes_;
  const About& about_;
  httplib::Server server_;
  std::atomic<socket_t> listener_ = INVALID_SOCKET;
  std::atomic<bool> draining_ = false;
};

}  // namespace

int serve(const Config& config, Notes& notes, const About& about) { return HttpServer(config, notes, about).run(); }
