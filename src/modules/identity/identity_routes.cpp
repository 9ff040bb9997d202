#include "identity_routes.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>

#include "base/product.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

#include "identity_json.h"

namespace towpath::identity {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

Response reply(int status, const bj::object& body) { return http::json_response(status, bj::serialize(body)); }

bj::object me(const auth::Principal& principal, const User& user, const std::set<std::string>& permissions) {
  bj::object out = to_json(user);
  for (const char* of_the_record : {"disabled", "hasPassword", "createdAt", "updatedAt"}) out.erase(of_the_record);
  bj::array groups;
  for (const std::string& ref : principal.owner_refs)
    if (ref.starts_with("group:")) groups.emplace_back(ref);
  out["groups"] = std::move(groups);
  out["roles"] = to_json(principal.roles);
  out["permissions"] = bj::array(permissions.begin(), permissions.end());
  return out;
}

Client client_of(const Request& request) {
  return {request.remote_address, std::string(request.headers.get("User-Agent"))};
}

void set_cookies(const Request& request, Response& response, const Secret& session, std::int64_t seconds) {
  const std::string common =
      fmt::format("; Path=/; Max-Age={}; SameSite=Lax{}", seconds, request.is_tls ? "; Secure" : "");
  const std::string& value = session.reveal();
  response.headers.add("Set-Cookie", fmt::format("{}={}{}; HttpOnly", product::session_cookie, value, common));
  response.headers.add("Set-Cookie", fmt::format("{}={}{}", product::csrf_cookie,
                                                 value.empty() ? "" : http::csrf_token_for(value), common));
}

Result<PageRequest> page_of(const Request& request) {
  http::QueryReader query(request);
  PageRequest page{query.text("after"), query.limit(), query.text("q")};
  CHECK_OK(query.finish());
  return page;
}

template <class Page>
Response reply_page(const Page& page) {
  bj::array items;
  for (const auto& item : page.items) items.push_back(to_json(item));
  return reply(200, {{"items", std::move(items)},
                     {"next", page.next.empty() ? bj::value(nullptr) : bj::value(page.next)},
                     {"total", page.total}});
}

/// Every route needs these; handlers are its members so that each stays short.
class Routes {
 public:
  Routes(http::Router& router, Identity& identity, const auth::Authorizer& authorizer)
      : router_(router), identity_(identity), authorizer_(authorizer) {}

  Result<Response> sign_in(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const auto user = body.optional_string("user");
    const Secret password(body.optional_string("password").value_or(""));
    const Secret code(body.optional_string("code").value_or(""));
    if (code.empty() && (!user || password.empty())) body.problem("code", "is needed, or user and password");
    CHECK_OK(body.finish());
    auto signed_in = code.empty() ? identity_.sign_in(*user, password, client_of(request))
                                  : identity_.sign_in_with_code(code, client_of(request));
    if (!signed_in) return std::move(signed_in).error();
    TRY(Response response, show_me(signed_in->principal, 201));
    constexpr std::int64_t thirty_days = 30 * 24 * 3600;  // the session's end; the server decides earlier ones
    set_cookies(request, response, signed_in->cookie, thirty_days);
    return response;
  }

  Result<Response> sign_out(const Request& request) const {
    CHECK_OK(identity_.sign_out(request.principal));
    Response response = http::no_content();
    set_cookies(request, response, Secret(), 0);
    return response;
  }

  Result<Response> show_me(const auth::Principal& principal, int status) const {
    const std::string name = principal.ref.substr(principal.ref.find('/') + 1);
    TRY(const User user, identity_.user(auth::system_principal(), name));
    std::set<std::string> permissions;
    for (const http::Route& route : router_.routes())
      if (route.permission.find('.') != std::string::npos &&
          authorizer_.decide(principal, route.permission).effect != auth::Effect::deny)
        permissions.insert(route.permission);
    Response response = reply(status, me(principal, user, permissions));
    response.headers.set("Cache-Control", "no-store");
    return response;
  }

  Result<Response> create_user(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const NewUser user{body.required_string("name"), body.optional_string("displayName").value_or(""),
                       body.optional_string("email").value_or(""), body.optional_strings("roles"),
                       Secret(body.optional_string("password").value_or(""))};
    CHECK_OK(body.finish());
    TRY(const User created, identity_.create_user(request.principal, user));
    return reply(201, to_json(created));
  }

  Result<Response> update_user(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    UserChange change{body.optional_string("displayName"), body.optional_string("email"), std::nullopt,
                      body.optional_boolean("disabled")};
    if (body.optional_value("roles")) change.roles = body.required_strings("roles");
    CHECK_OK(body.finish());
    TRY(const User user, identity_.update_user(request.principal, std::string(request.param("name")), change));
    return reply(200, to_json(user));
  }

  Result<Response> set_password(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const Secret current(body.optional_string("current").value_or(""));
    const Secret password(body.required_string("password"));
    CHECK_OK(body.finish());
    CHECK_OK(identity_.set_password(request.principal, std::string(request.param("name")), current, password));
    return http::no_content();
  }

  Result<Response> create_code(const Request& request) const {
    TRY(const Secret code, identity_.create_sign_in_code(request.principal, std::string(request.param("name"))));
    return reply(201, {{"code", code.reveal()}});
  }

  Result<Response> create_group(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const NewGroup group{body.required_string("name"), body.optional_string("displayName").value_or(""),
                         body.optional_string("description").value_or(""), body.optional_strings("roles"),
                         body.optional_strings("members")};
    CHECK_OK(body.finish());
    TRY(const Group created, identity_.create_group(request.principal, group));
    return reply(201, to_json(created));
  }

  Result<Response> update_group(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    GroupChange change{body.optional_string("displayName"), body.optional_string("description"), std::nullopt};
    if (body.optional_value("roles")) change.roles = body.required_strings("roles");
    CHECK_OK(body.finish());
    TRY(const Group group, identity_.update_group(request.principal, std::string(request.param("name")), change));
    return reply(200, to_json(group));
  }

  Result<Response> add_member(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const std::string member = body.required_string("member");
    CHECK_OK(body.finish());
    TRY(const Group group, identity_.add_member(request.principal, std::string(request.param("name")), member));
    return reply(200, to_json(group));
  }

  Result<Response> remove_member(const Request& request) const {
    const std::string member(request.param("member"));
    TRY(const Group group, identity_.remove_member(request.principal, std::string(request.param("name")), member));
    return reply(200, to_json(group));
  }

  Result<Response> create_token(const Request& request) const {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewToken token{body.optional_string("user").value_or(""), body.required_string("name"),
                   body.optional_strings("scope"), std::nullopt};
    if (const auto lifetime = body.optional_integer("expiresInSeconds"))
      token.lifetime = std::chrono::seconds(*lifetime);
    CHECK_OK(body.finish());
    TRY(const CreatedToken created, identity_.create_token(request.principal, token));
    bj::object out = to_json(created.token);
    out["token"] = created.secret.reveal();
    Response response = reply(201, out);
    response.headers.set("Cache-Control", "no-store");
    return response;
  }

  Identity& identity() const { return identity_; }

 private:
  http::Router& router_;
  Identity& identity_;
  const auth::Authorizer& authorizer_;
};

template <class T>
Response reply_list(const std::vector<T>& list) {
  bj::array items;
  for (const T& item : list) items.push_back(to_json(item));
  return reply(200, {{"items", std::move(items)}});
}

}  // namespace

void add_routes(http::Router& router, Identity& identity, const auth::Authorizer& authorizer) {
  const Routes r(router, identity, authorizer);  // copied into each handler: three references
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  const auto name = [](const Request& request) { return std::string(request.param("name")); };

  add("POST", "/api/v1/sessions", "public", [r](const Request& q) { return r.sign_in(q); });
  add("GET", "/api/v1/sessions", "signed_in", [r](const Request& q) -> Result<Response> {
    TRY(const auto sessions, r.identity().sessions(q.principal));
    return reply_list(sessions);
  });
  add("DELETE", "/api/v1/sessions/current", "signed_in", [r](const Request& q) { return r.sign_out(q); });
  add("DELETE", "/api/v1/sessions/{id:ulid}", "signed_in", [r](const Request& q) -> Result<Response> {
    CHECK_OK(r.identity().revoke_session(q.principal, SessionId(std::string(q.param("id")))));
    return http::no_content();
  });
  add("GET", "/api/v1/me", "signed_in", [r](const Request& q) { return r.show_me(q.principal, 200); });

  add("GET", "/api/v1/users", "user.read", [r](const Request& q) -> Result<Response> {
    TRY(const PageRequest page, page_of(q));
    TRY(const UserPage users, r.identity().users(q.principal, page));
    return reply_page(users);
  });
  add("POST", "/api/v1/users", "user.create", [r](const Request& q) { return r.create_user(q); });
  add("GET", "/api/v1/users/{name:slug}", "user.read", [r, name](const Request& q) -> Result<Response> {
    TRY(const User user, r.identity().user(q.principal, name(q)));
    return reply(200, to_json(user));
  });
  add("PATCH", "/api/v1/users/{name:slug}", "user.update", [r](const Request& q) { return r.update_user(q); });
  add("PUT", "/api/v1/users/{name:slug}/password", "signed_in", [r](const Request& q) { return r.set_password(q); });
  add("POST", "/api/v1/users/{name:slug}/sign-in-codes", "user.update",
      [r](const Request& q) { return r.create_code(q); });

  add("GET", "/api/v1/groups", "group.read", [r](const Request& q) -> Result<Response> {
    TRY(const PageRequest page, page_of(q));
    TRY(const GroupPage groups, r.identity().groups(q.principal, page));
    return reply_page(groups);
  });
  add("POST", "/api/v1/groups", "group.create", [r](const Request& q) { return r.create_group(q); });
  add("GET", "/api/v1/groups/{name:slug}", "group.read", [r, name](const Request& q) -> Result<Response> {
    TRY(const Group group, r.identity().group(q.principal, name(q)));
    return reply(200, to_json(group));
  });
  add("PATCH", "/api/v1/groups/{name:slug}", "group.update", [r](const Request& q) { return r.update_group(q); });
  add("DELETE", "/api/v1/groups/{name:slug}", "group.delete", [r, name](const Request& q) -> Result<Response> {
    CHECK_OK(r.identity().delete_group(q.principal, name(q)));
    return http::no_content();
  });
  add("POST", "/api/v1/groups/{name:slug}/members", "group.update", [r](const Request& q) { return r.add_member(q); });
  add("DELETE", "/api/v1/groups/{name:slug}/members/{member}", "group.update",
      [r](const Request& q) { return r.remove_member(q); });

  add("GET", "/api/v1/tokens", "token.read", [r](const Request& q) -> Result<Response> {
    http::QueryReader query(q);
    const std::string user = query.text("user");
    CHECK_OK(query.finish());
    TRY(const auto tokens, r.identity().tokens(q.principal, user));
    return reply_list(tokens);
  });
  add("POST", "/api/v1/tokens", "token.create", [r](const Request& q) { return r.create_token(q); });
  add("DELETE", "/api/v1/tokens/{id}", "token.delete", [r](const Request& q) -> Result<Response> {
    CHECK_OK(r.identity().revoke_token(q.principal, std::string(q.param("id"))));
    return http::no_content();
  });
}

}  // namespace towpath::identity
