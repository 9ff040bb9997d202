#include <array>
#include <boost/json.hpp>

#include "http/http.h"

namespace towpath::http {
namespace {

/// Kernel codes whose HTTP status says more than their kind does. Modules' codes never appear here.
constexpr auto own_status = std::to_array<std::pair<std::string_view, int>>({
    {"http.malformed_request", 400},
    {"http.method_not_allowed", 405},
    {"http.request_timeout", 408},
    {"http.body_too_large", 413},
    {"http.body_invalid", 400},
    {"http.encoding_unsupported", 415},
    {"http.content_type_unsupported", 415},
    {"http.wrong_host", 421},
    {"http.upgrade_required", 426},
    {"http.headers_too_large", 431},
    {"http.version_unsupported", 505},
    {"http.expectation_failed", 417},
    {"http.not_implemented", 501},
    {"auth.too_many_attempts", 429},
    {"http.no_space", 507},
    {"blob.no_space", 507},
});

int status_of(const Error& error) {
  for (const auto& [code, status] : own_status)
    if (code == error.code()) return status;
  switch (error.kind()) {
    case ErrorKind::invalid_input:
      return 422;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::failed:
      return 500;
  }
  return 500;
}

std::string_view title_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_input:
      return "Invalid input";
    case ErrorKind::not_found:
      return "Not found";
    case ErrorKind::conflict:
      return "Conflict";
    case ErrorKind::unauthenticated:
      return "Sign-in needed";
    case ErrorKind::forbidden:
      return "Not allowed";
    case ErrorKind::unavailable:
      return "Unavailable";
    case ErrorKind::failed:
      return "Failed";
  }
  return "Failed";
}

}  // namespace

Response problem(const Error& error, std::string_view request_id) {
  const int status = status_of(error);
  boost::json::object body{{"type", "about:blank"},
                           {"title", title_of(error.kind())},
                           {"status", status},
                           {"detail", error.message()},
                           {"code", error.code()}};
  if (!error.hint().empty()) body["hint"] = error.hint();
  if (!error.fields().empty()) {
    boost::json::array errors;
    for (const FieldError& field : error.fields())
      errors.push_back(boost::json::object{{"pointer", field.path}, {"detail", field.message}});
    body["errors"] = std::move(errors);
  }
  if (!request_id.empty()) body["requestId"] = request_id;

  Response response = json_response(status, boost::json::serialize(body));
  response.content_type = "application/problem+json";
  response.headers.set("Cache-Control", "no-store");
  if (error.retry_after().count() > 0) response.headers.set("Retry-After", std::to_string(error.retry_after().count()));
  return response;
}

}  // namespace towpath::http
