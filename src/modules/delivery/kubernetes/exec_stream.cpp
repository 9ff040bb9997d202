#include "exec_stream.h"

#include <fmt/format.h>
#include <poll.h>

#include "http/http.h"

namespace towpath::delivery {

Result<std::unique_ptr<ExecStream>> ExecStream::open(const KubeApi& api, const PodPlace& place,
                                                     const std::vector<std::string>& command, bool has_terminal) {
  std::string path =
      fmt::format("/api/v1/namespaces/{}/pods/{}/exec?container={}&stdin=true&stdout=true&stderr={}&tty={}",
                  http::percent_encode(place.name_space), http::percent_encode(place.pod),
                  http::percent_encode(place.container), !has_terminal, has_terminal);
  for (const auto& word : command) path += "&command=" + http::percent_encode(word);
  // From 1.35 on a cluster asks for both verbs, and does not say which one is missing.
  TRY(auto socket, api.open_stream("run a program in the pod " + place.pod, path, exec_protocol,
                                   "the verbs get and create for pods/exec"));
  return std::unique_ptr<ExecStream>(new ExecStream(std::move(socket)));
}

ExecStream::~ExecStream() { socket_->close(); }

short ExecStream::events() const { return static_cast<short>(POLLIN | (socket_->unsent() > 0 ? POLLOUT : 0)); }

void ExecStream::write(ExecChannel channel, std::string_view bytes) {
  // That it is gone receive() says.
  (void)socket_->post(exec_message(channel, bytes), http::WebSocketClient::Kind::binary);
}

ExecStream::Heard ExecStream::receive() {
  for (;;) {
    auto received = socket_->receive();
    if (received.what == http::WebSocketClient::Received::What::nothing) return {};
    if (received.what == http::WebSocketClient::Received::What::closed) return {Heard::What::lost};
    const auto part = read_exec_message(received.message);
    if (!part || part->bytes.empty()) continue;  // an empty one says that the connection is there
    if (part->channel == ExecChannel::status) return {Heard::What::ended, "", read_exec_end(part->bytes)};
    return {part->channel == ExecChannel::output ? Heard::What::output : Heard::What::errors, std::string(part->bytes)};
  }
}

}  // namespace towpath::delivery
