#include "cli/download.h"

#include "api_client.h"
#include "http/client.h"

namespace towpath::cli {

Status download(const std::string& path, const std::string& body, const std::function<bool(std::string_view)>& sink) {
  const Server server = current_server();
  http::ClientRequest request;
  request.method = "POST";
  request.url = server.url + path;
  request.body = body;
  request.bearer_token = Secret(server.token.reveal());
  request.headers.set("Content-Type", "application/json");
  request.timeout = std::chrono::milliseconds(0);
  // A refusal is a short JSON text: kept, so that it can be told.
  constexpr std::size_t longest_problem = 64 * 1024;
  std::string head;
  request.on_data = [&](std::string_view bytes) {
    if (head.size() < longest_problem) head.append(bytes.substr(0, longest_problem - head.size()));
    return sink(bytes);
  };
  TRY(http::ClientResponse answer, http::fetch(request));
  if (answer.status < 400) return ok();
  answer.body = std::move(head);
  return http::error_from(answer);
}

}  // namespace towpath::cli
