#include "secret_routes.h"

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::secrets {
namespace {

using http::Request;
using http::Response;

boost::json::object to_json(const SecretInfo& info) {
  return {{"scope", info.scope},
          {"name", info.name},
          {"version", info.version},
          {"updatedAt", to_rfc3339(info.updated_at)}};
}

Response reply(const boost::json::object& body) { return http::json_response(200, boost::json::serialize(body)); }

Result<Response> list(Secrets& secrets, const Request& request) {
  http::QueryReader query(request);
  const auto scope = query.optional_text("scope");
  const std::string after = query.text("after");
  const std::size_t limit = query.limit();
  CHECK_OK(query.finish());
  SecretPage page;
  if (scope) {
    TRY(page.items, secrets.list(request.principal, *scope));
    page.total = static_cast<std::int64_t>(page.items.size());
  } else {
    TRY(page, secrets.list_all(request.principal, after, limit));
  }
  boost::json::array items;
  for (const SecretInfo& info : page.items) items.push_back(to_json(info));
  return reply({{"items", std::move(items)},
                {"next", page.next.empty() ? boost::json::value(nullptr) : boost::json::value(page.next)},
                {"total", page.total}});
}

Result<Response> put(Secrets& secrets, const Request& request) {
  TRY(auto body, json::ObjectReader::parse(request.body));
  const Secret value(body.required_string("value"));
  CHECK_OK(body.finish());
  TRY(const SecretInfo info,
      secrets.put(request.principal, std::string(request.param("scope")), std::string(request.param("name")), value));
  return reply(to_json(info));
}

Result<Response> remove(Secrets& secrets, const Request& request) {
  CHECK_OK(secrets.remove(request.principal, std::string(request.param("scope")), std::string(request.param("name"))));
  return http::no_content();
}

Result<Response> show_key(Secrets& secrets, const Request& request) {
  TRY(const KeyState state, secrets.key_state(request.principal));
  return reply({{"state", to_string(state)}});
}

Result<Secret> passphrase_of(const Request& request) {
  TRY(auto body, json::ObjectReader::parse(request.body));
  Secret passphrase(body.required_string("passphrase"));
  CHECK_OK(body.finish());
  return passphrase;
}

Result<Response> wrap_key(Secrets& secrets, const Request& request) {
  TRY(const Secret passphrase, passphrase_of(request));
  CHECK_OK(secrets.wrap_key(request.principal, passphrase));
  return show_key(secrets, request);
}

Result<Response> unlock_key(Secrets& secrets, const Request& request) {
  TRY(const Secret passphrase, passphrase_of(request));
  CHECK_OK(secrets.unlock_key(request.principal, passphrase));
  return show_key(secrets, request);
}

}  // namespace

void add_routes(http::Router& router, Secrets& secrets) {
  const auto add = [&](const char* method, const char* pattern, const char* permission,
                       Result<Response> (*handler)(Secrets&, const Request&)) {
    router.add({.method = method,
                .pattern = pattern,
                .permission = permission,
                .handler = [&secrets, handler](const Request& request) { return handler(secrets, request); }});
  };
  add("GET", "/api/v1/secrets", "secret.read", list);
  add("PUT", "/api/v1/secrets/{scope}/{name}", "secret.write", put);
  add("DELETE", "/api/v1/secrets/{scope}/{name}", "secret.write", remove);
  add("GET", "/api/v1/master-key", "platform.read", show_key);
  add("PUT", "/api/v1/master-key/passphrase", "platform.update", wrap_key);
  add("POST", "/api/v1/master-key/unlock", "platform.update", unlock_key);
}

}  // namespace towpath::secrets
