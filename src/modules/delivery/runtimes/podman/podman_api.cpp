#include "podman_api.h"

#include <fmt/format.h>

#include "http/client.h"
#include "json/json.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t most_body = 4u << 20;
constexpr std::size_t most_problem = 500;
constexpr const char* json_type = "application/json";

}  // namespace

std::string PodmanAnswer::problem() const {
  const auto value = json();
  const auto* message = value.is_object() ? value.get_object().if_contains("message") : nullptr;
  std::string text = message != nullptr && message->is_string() ? std::string(message->get_string())
                                                                : fmt::format("it answered {}", status);
  return text.substr(0, most_problem);
}

boost::json::value PodmanAnswer::json() const {
  auto value = towpath::json::parse(body);
  return value ? std::move(value).value() : boost::json::value(nullptr);
}

Result<PodmanAnswer> PodmanApi::get(const std::string& path) const {
  return exchange("GET", path, json_type, "", usual_timeout);
}

Result<PodmanAnswer> PodmanApi::post(const std::string& path, const boost::json::object& body,
                                     std::chrono::milliseconds timeout) const {
  return exchange("POST", path, json_type, body.empty() ? "" : boost::json::serialize(body), timeout);
}

Result<PodmanAnswer> PodmanApi::post_archive(const std::string& path, std::string tar) const {
  return exchange("POST", path, "application/x-tar", std::move(tar), usual_timeout);
}

Result<PodmanAnswer> PodmanApi::remove(const std::string& path) const {
  return exchange("DELETE", path, json_type, "", usual_timeout);
}

Result<PodmanAnswer> PodmanApi::exchange(const char* method, const std::string& path, const char* type,
                                         std::string body, std::chrono::milliseconds timeout) const {
  PodmanAnswer answer;
  http::ClientRequest request;
  request.method = method;
  request.url = "http://podman/v4.0.0/libpod" + path;
  request.headers.set("Content-Type", type);
  request.body = std::move(body);
  request.unix_socket = socket_;
  request.timeout = timeout;
  bool is_too_large = false;
  request.on_data = [&](std::string_view bytes) {
    is_too_large = answer.body.size() + bytes.size() > most_body;
    if (!is_too_large) answer.body += bytes;
    return !is_too_large;
  };
  const auto response = http::fetch(request);
  if (!response || is_too_large)
    return unavailable(std::string(podman_unreachable),
                       fmt::format("podman's service gave no answer to {} {}: {}", method, path,
                                   is_too_large ? "it is longer than 4 MiB" : response.error().message()))
        .with_hint("see whether the service behind " + socket_ + " runs");
  answer.status = response->status;
  return answer;
}

}  // namespace towpath::delivery
