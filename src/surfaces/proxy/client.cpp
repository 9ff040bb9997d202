#include "proxy/client.h"

#include <fmt/format.h>
#include <poll.h>

#include "base/version.h"
#include "control_json.h"
#include "unix_socket.h"

namespace towpath::proxy {

std::string proxy_version() { return fmt::format("{} {}", version(), build_commit()); }

ProxyClient::ProxyClient(std::filesystem::path data_directory, std::chrono::milliseconds patience)
    : directory_(std::move(data_directory) / "proxy"), patience_(patience) {}

Result<ProxyClient::Answer> ProxyClient::call(const std::string& request) const {
  const auto give_up = std::chrono::steady_clock::now() + patience_;
  for (bool was_sent_before = false;;) {
    if (const auto fd = connect_control(directory_, std::chrono::seconds(5)); fd && send_frame(fd.get(), request)) {
      if (auto text = receive_frame(fd.get())) return Answer{std::move(*text), was_sent_before};
      was_sent_before = true;
    }
    if (std::chrono::steady_clock::now() >= give_up)
      return unavailable("proxy.unavailable", "the proxy does not answer on its control socket")
          .with_hint("it is restarted by itself; see its log");
    poll(nullptr, 0, 10);  // A proxy is being started or replaced: there is nothing to wait on.
  }
}

Result<Hello> ProxyClient::hello() const {
  ControlRequest request;
  TRY(const auto answer, call(to_text(request)));
  return read_hello_answer(answer.text);
}

Status ProxyClient::set_table(const Table& table) const {
  ControlRequest request;
  request.operation = ControlRequest::Operation::set_table;
  request.table = table;
  TRY(const auto answer, call(to_text(request)));
  auto result = read_plain_answer(answer.text);
  if (result || result.error().code() != "proxy.stale_table" || !answer.was_repeated) return result;
  // The table that is in the way may be this one, from a try whose answer was lost.
  TRY(const auto present, hello());
  if (present.fence == table.fence && present.generation == table.generation) return ok();
  return result;
}

Result<std::vector<RouteMetrics>> ProxyClient::metrics() const {
  ControlRequest request;
  request.operation = ControlRequest::Operation::metrics;
  TRY(const auto answer, call(to_text(request)));
  return read_metrics_answer(answer.text);
}

Result<std::uint64_t> ProxyClient::in_flight(int port) const {
  ControlRequest request;
  request.operation = ControlRequest::Operation::in_flight;
  request.port = port;
  TRY(const auto answer, call(to_text(request)));
  return read_in_flight_answer(answer.text);
}

}  // namespace towpath::proxy
