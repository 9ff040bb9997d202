#include "terraform_routes.h"

#include <algorithm>

#include "base/base64.h"
#include "base/strings.h"

#include "terraform_documents.h"

namespace towpath::delivery {
namespace {

constexpr int locked = 423, other_lock = 409;

bool is_state_id(std::string_view id) {
  return id.size() == 32 &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// What the Basic credentials say; nothing usable gives an empty user, which opens nothing.
TerraformCredential credential_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  constexpr std::string_view scheme = "basic ";
  if (header.size() <= scheme.size() || to_lower(header.substr(0, scheme.size())) != scheme) return {};
  const auto decoded = from_base64(trim(header.substr(scheme.size())));
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) return {};
  return {decoded->substr(0, colon), Secret(decoded->substr(colon + 1))};
}

Result<std::string> state_of(const http::Request& request) {
  const std::string_view id = request.param("id");
  if (!is_state_id(id)) return not_found("delivery.terraform_no_state", "There is no such state.");
  return std::string(id);
}

/// Done, or the lock that is in the way.
http::Response answer(const std::optional<std::string>& lock, int status) {
  if (!lock) return http::json_response(200, "");
  return http::json_response(status, *lock);
}

}  // namespace

void add_terraform_routes(http::Router& router, TerraformStates& states) {
  const auto add = [&](const char* method, std::size_t limit, http::Handler handler) {
    router.add({.method = method,
                .pattern = std::string(terraform_states_path) + "{id}",
                .permission = "public",
                .handler = std::move(handler),
                .body_limit = limit,
                .in_openapi = false,  // the shape of a foreign client
                .accepts = ""});
  };

  add("GET", 0, [&states](const http::Request& request) -> Result<http::Response> {
    TRY(const std::string state, state_of(request));
    TRY(const auto text, states.read(credential_of(request), state));
    if (!text) return http::no_content();
    http::Response response = http::json_response(200, text->reveal());
    response.headers.set("Cache-Control", "no-store");
    return response;
  });
  add("POST", largest_terraform_document, [&states](const http::Request& request) -> Result<http::Response> {
    TRY(const std::string state, state_of(request));
    TRY(const auto lock,
        states.write(credential_of(request), state, request.query_value("ID").value_or(""), Secret(request.body)));
    return answer(lock, locked);
  });
  add("LOCK", largest_lock_info, [&states](const http::Request& request) -> Result<http::Response> {
    TRY(const std::string state, state_of(request));
    TRY(const auto lock, states.lock(credential_of(request), state, request.body));
    return answer(lock, locked);
  });
  add("UNLOCK", largest_lock_info, [&states](const http::Request& request) -> Result<http::Response> {
    TRY(const std::string state, state_of(request));
    TRY(const auto lock, states.unlock(credential_of(request), state, request.body));
    return answer(lock, other_lock);
  });
  add("DELETE", 0, [&states](const http::Request& request) -> Result<http::Response> {
    TRY(const std::string state, state_of(request));
    CHECK_OK(states.erase(credential_of(request), state));
    return http::json_response(200, "");
  });
}

}  // namespace towpath::delivery
