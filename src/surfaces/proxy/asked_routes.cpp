#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <thread>

#include "control_json.h"
#include "log/log.h"
#include "proxy/client.h"
#include "unix_socket.h"

namespace towpath::proxy {

class AskedRoutes::Listener {
 public:
  Listener(std::filesystem::path directory, std::function<void(const std::vector<std::string>&)> on_asked)
      : directory_(std::move(directory)), on_asked_(std::move(on_asked)), end_(eventfd(0, EFD_CLOEXEC)) {
    if (!end_) throw std::runtime_error("no descriptor is free to end the watch over sleeping routes");
    thread_ = std::thread([this] { listen(); });
  }
  ~Listener() {
    eventfd_write(end_.get(), 1);
    thread_.join();
  }

 private:
  static constexpr int between_tries_ms = 250, after_refusal_ms = 5'000;

  void listen() {
    int pause = 0;
    while (!is_ended(pause)) pause = hear();
  }

  /// Hears until the connection ends; answers how long to wait before the next, in milliseconds.
  int hear() {
    ControlRequest request;
    request.operation = ControlRequest::Operation::watch;
    const auto connection = connect_control(directory_, std::chrono::seconds(5));
    if (!connection || !send_frame(connection.get(), to_text(request))) return between_tries_ms;
    while (has_more(connection.get())) {
      const auto text = receive_frame(connection.get());
      if (!text) return between_tries_ms;
      const auto asked = read_asked_answer(*text);
      if (!asked.has_value()) {  // A proxy of an older version, which is being replaced.
        log::warn("the proxy does not tell which routes are asked for",
                  {{"code", asked.error().code()}, {"detail", asked.error().message()}});
        return after_refusal_ms;
      }
      if (!asked->empty()) on_asked_(*asked);
    }
    return 0;
  }

  /// False when it is to end.
  bool has_more(int socket) {
    pollfd both[] = {{socket, POLLIN, 0}, {end_.get(), POLLIN, 0}};
    while (poll(both, 2, -1) < 0 && errno == EINTR) {
    }
    return both[1].revents == 0;
  }
  bool is_ended(int wait_ms) {
    pollfd end{end_.get(), POLLIN, 0};
    while (poll(&end, 1, wait_ms) < 0 && errno == EINTR) {
    }
    return end.revents != 0;
  }

  const std::filesystem::path directory_;
  const std::function<void(const std::vector<std::string>&)> on_asked_;
  process::OwnedFd end_;
  std::thread thread_;
};

AskedRoutes::AskedRoutes(std::filesystem::path data_directory,
                         std::function<void(const std::vector<std::string>&)> on_asked)
    : listener_(std::make_unique<Listener>(std::move(data_directory) / "proxy", std::move(on_asked))) {}

AskedRoutes::~AskedRoutes() = default;

}  // namespace towpath::proxy
