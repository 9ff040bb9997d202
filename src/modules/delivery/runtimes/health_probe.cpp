#include "health_probe.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/strings.h"
#include "http/client.h"

namespace towpath::delivery {

namespace {

constexpr std::chrono::milliseconds probe_timeout{2'000};
constexpr std::size_t most_output = 2'048;

std::string nothing_listens(int port) { return fmt::format("nothing listens on port {}", port); }

}  // namespace

std::optional<std::string> probe_http(const Probe& probe, int host_port) {
  http::ClientRequest request;
  request.url = fmt::format("{}://127.0.0.1:{}{}", to_lower(probe.scheme), host_port, probe.path);
  for (const auto& [name, value] : probe.headers) request.headers.add(name, value);
  if (!probe.host.empty()) request.headers.set("Host", probe.host);
  request.timeout = request.connect_timeout = probe_timeout;
  request.on_data = [](std::string_view) { return true; };  // The body does not matter, however long.
  request.verify_tls = false;                               // The certificate is the workload's own business.
  const auto what = fmt::format("GET {} on port {}", probe.path, host_port);
  const auto answer = http::fetch(request);
  if (answer && answer->status >= 200 && answer->status < 400) return std::nullopt;
  if (answer) return fmt::format("{} answered {}", what, answer->status);
  if (answer.error().code() == "http.timeout")
    return fmt::format("{} gave no answer within {} s", what, probe_timeout.count() / 1000);
  if (answer.error().code() == "http.unreachable") return nothing_listens(host_port);
  return fmt::format("{} failed: {}", what, answer.error().message());
}

std::optional<std::string> probe_port(int host_port) {
  const process::OwnedFd fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(host_port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return std::nullopt;
  if (errno != EINPROGRESS) return nothing_listens(host_port);
  pollfd event{fd.get(), POLLOUT, 0};
  if (poll(&event, 1, static_cast<int>(probe_timeout.count())) != 1)
    return fmt::format("port {} takes no connections", host_port);
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? std::nullopt : std::optional(nothing_listens(host_port));
}

std::optional<std::string> probe_command(process::Spawner& spawner, const process::Command& command) {
  std::string output;
  const auto sink = [&](process::Stream, std::string_view bytes) {
    output.append(bytes.substr(0, most_output - std::min(most_output, output.size())));
  };
  const auto exit = spawner.run(command, sink, {});
  if (!exit) return fmt::format("the probe could not be run: {}", exit.error().message());
  if (exit->is_success()) return std::nullopt;
  const auto said = std::string(trim(output));
  return fmt::format("the probe '{}' ended with {}{}{}", command.argv.front(), describe(*exit),
                     said.empty() ? "" : ": ", said);
}

}  // namespace towpath::delivery
