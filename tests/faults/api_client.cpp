#include "api_client.h"

#include <stdexcept>

#include "http/client.h"
#include "json/json.h"

namespace towpath::faults {
namespace {

using Steady = std::chrono::steady_clock;

/// What follows from an event may be done a moment after it (a cursor moves, a folder goes) and raises none of its own.
constexpr std::chrono::milliseconds look_again{250};

}  // namespace

Result<boost::json::value> ApiClient::call(const std::string& method, const std::string& path,
                                           const boost::json::value& body) const {
  http::ClientRequest request;
  request.method = method;
  request.url = url_ + path;
  request.bearer_token = token_;
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
  }
  TRY(const auto response, http::fetch(request));
  if (response.status >= 300) return http::error_from(response);
  if (response.body.empty()) return boost::json::value(nullptr);
  return json::parse(response.body);
}

boost::json::value ApiClient::must(const std::string& method, const std::string& path,
                                   const boost::json::value& body) const {
  auto answer = call(method, path, body);
  if (!answer.has_value())
    throw std::runtime_error(method + " " + path + ": " + answer.error().code() + ": " + answer.error().message());
  return std::move(*answer);
}

Result<std::pair<int, std::string>> ApiClient::raw(const std::string& method, const std::string& path) const {
  http::ClientRequest request;
  request.method = method;
  request.url = url_ + path;
  request.bearer_token = token_;
  TRY(const auto response, http::fetch(request));
  return std::pair(response.status, response.body);
}

bool ApiClient::reachable(std::chrono::seconds deadline) const {
  const auto until = Steady::now() + deadline;
  while (!call("GET", "/api/v1/audit/checkpoint").has_value())
    if (Steady::now() >= until) return false;
  return true;
}

bool ApiClient::wait_until(const std::function<bool()>& check, std::chrono::seconds deadline) const {
  const auto until = Steady::now() + deadline;
  while (true) {
    const std::string last = text_of(must("GET", "/api/v1/audit/checkpoint"), "sequence");
    if (check()) return true;
    if (Steady::now() >= until) return false;
    http::ClientRequest request;
    request.url = url_ + "/api/v1/events/stream";
    request.bearer_token = token_;
    request.headers.set("Last-Event-ID", last);
    request.timeout = look_again;
    request.on_data = [](std::string_view) { return false; };  // something happened: look
    (void)http::fetch(request);
  }
}

std::string text_of(const boost::json::value& value, std::string_view key) {
  const auto* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
  if (!found || found->is_null()) return "";
  return found->is_string() ? std::string(found->as_string()) : boost::json::serialize(*found);
}

}  // namespace towpath::faults
