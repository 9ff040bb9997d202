#include "cli/download.h"

#include "api_client.h"
#include "http/client.h"

namespace towpath::cli {
namespace {

http::ClientRequest request_to(std::string_view method, const std::string& path, const std::string& body) {
  const Server server = current_server();
  http::ClientRequest request;
  request.method = method;
  request.url = server.url + path;
  request.body = body;
  request.bearer_token = Secret(server.token.reveal());
  request.headers.set("Content-Type", "application/json");
  return request;
}

}  // namespace

Status download(const std::string& path, const std::string& body, const std::function<bool(std::string_view)>& sink) {
  http::ClientRequest request = request_to("POST", path, body);
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

Result<std::string> submit(std::string_view method, const std::string& path, const std::string& body) {
  TRY(http::ClientResponse answer, http::fetch(request_to(method, path, body)));
  if (answer.status >= 400) return http::error_from(answer);
  return std::move(answer.body);
}

}  // namespace towpath::cli
