#include <fmt/format.h>

#include <boost/json.hpp>

#include "http/client.h"
#include "json/json.h"

namespace towpath::http {
namespace {

ErrorKind kind_of(int status) {
  switch (status) {
    case 401:
      return ErrorKind::unauthenticated;
    case 403:
      return ErrorKind::forbidden;
    case 404:
      return ErrorKind::not_found;
    case 409:
      return ErrorKind::conflict;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
    case 507:
      return ErrorKind::unavailable;
    default:
      return status >= 400 && status < 500 ? ErrorKind::invalid_input : ErrorKind::failed;
  }
}

std::string text_at(const boost::json::value& object, std::string_view pointer) {
  const auto* value = json::at_pointer(object, pointer);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

Error error_from(const ClientResponse& response) {
  const ErrorKind kind = kind_of(response.status);
  const auto body = json::parse(response.body);
  const std::string code = body ? text_at(*body, "/code") : "";
  if (code.empty())
    return {kind, fmt::format("http.status_{}", response.status),
            fmt::format("The server answered with status {} and no explanation.", response.status)};
  Error error(kind, code, text_at(*body, "/detail"));
  if (auto hint = text_at(*body, "/hint"); !hint.empty()) error = std::move(error).with_hint(std::move(hint));
  const auto* fields = json::at_pointer(*body, "/errors");
  if (fields && fields->is_array())
    for (const auto& field : fields->as_array()) error.add_field(text_at(field, "/pointer"), text_at(field, "/detail"));
  return error;
}

}  // namespace towpath::http
