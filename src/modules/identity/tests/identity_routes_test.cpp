#include <boost/json.hpp>

#include "identity_fixture.h"

using namespace towpath;
using namespace towpath::identity;
namespace bj = boost::json;

namespace {

/// The module's routes behind a real router, asked without a network.
struct Api {
  std::unique_ptr<db::Db> database = db::testing::memory_database(testing::with_kernel_migrations(migrations()));
  IdentityFixture f{*database};
  http::Router router;

  Api() {
    f.module->routes(router);
    router.set_authenticator(f.module->authenticator());
    router.set_authorizer(f.authorizer.get());
  }

  struct Answer {
    int status;
    bj::value body;
    http::Headers headers;
    std::string code() const { return std::string(body.at("code").as_string()); }
  };
  Answer send(const std::string& method, const std::string& path, const std::string& body, http::Request request) {
    request.method = method;
    request.body = body;
    request.path = path.substr(0, path.find('?'));
    if (path.find('?') != path.npos) request.query["user"] = path.substr(path.find('=') + 1);
    request.remote_address = "192.0.2.1";
    const auto response = router.dispatch(router.match(method, request.path), request);
    return {response.status, response.body.empty() ? bj::value() : bj::parse(response.body), response.headers};
  }
  Answer as(const std::string& user, const std::string& method, const std::string& path, const std::string& body = "") {
    http::Request request;
    if (!user.empty()) {
      const std::string name = "t" + std::to_string(++tokens);
      request.headers.set("Authorization",
                          "Bearer " + f.identity.create_token(f.system, {user, name, {}, {}}).value().secret.reveal());
    }
    return send(method, path, body, std::move(request));
  }
  int tokens = 0;
};

/// Name to value of the Set-Cookie headers.
std::map<std::string, std::string> cookies_of(const http::Headers& headers) {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : headers.all())
    if (name == "Set-Cookie") out[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1);
  return out;
}

}  // namespace

TEST_CASE("a browser signs in, acts with its two cookies and signs out") {
  Api api;
  const auto signed_in =
      api.send("POST", "/api/v1/sessions", R"({"user":"alice","password":"correct horse of alice"})", {});
  REQUIRE(signed_in.status == 201);
  CHECK(signed_in.body.at("ref") == "user:default/alice");
  CHECK(signed_in.body.at("groups") == bj::array{"group:default/payments", "group:default/shop"});
  CHECK(signed_in.body.at("email").is_null());

  auto cookies = cookies_of(signed_in.headers);
  CHECK(cookies["towpath_session"].find("; HttpOnly") != std::string::npos);
  CHECK(cookies["towpath_session"].find("; SameSite=Lax") != std::string::npos);
  CHECK(cookies["towpath_session"].find("; Path=/;") != std::string::npos);
  CHECK(cookies["towpath_session"].find("Secure") == std::string::npos);
  CHECK(cookies["towpath_csrf"].find("HttpOnly") == std::string::npos);

  http::Request browser;
  for (const auto& [name, value] : cookies) browser.cookies[name] = value.substr(0, value.find(';'));
  CHECK(api.send("GET", "/api/v1/me", "", browser).status == 200);
  CHECK(api.send("DELETE", "/api/v1/sessions/current", "", browser).code() == "auth.csrf");
  browser.headers.set("X-CSRF-Token", browser.cookies["towpath_csrf"]);
  const auto signed_out = api.send("DELETE", "/api/v1/sessions/current", "", browser);
  CHECK(signed_out.status == 204);
  CHECK(cookies_of(signed_out.headers)["towpath_session"].starts_with("; Path=/; Max-Age=0"));
  CHECK(api.send("GET", "/api/v1/me", "", browser).code() == "auth.invalid_token");
}

TEST_CASE("over TLS the cookies are for TLS only") {
  Api api;
  http::Request request;
  request.is_tls = true;
  const auto signed_in =
      api.send("POST", "/api/v1/sessions", R"({"user":"alice","password":"correct horse of alice"})", request);
  CHECK(cookies_of(signed_in.headers)["towpath_session"].find("; Secure") != std::string::npos);
}

TEST_CASE("signing in needs a code, or a user and a password") {
  Api api;
  for (const char* body : {"{}", R"({"user":"alice"})", R"({"password":"x"})", R"({"code":""})", R"({"cod":"x"})"}) {
    CAPTURE(body);
    CHECK(api.send("POST", "/api/v1/sessions", body, {}).status == 422);
  }
  const auto wrong = api.send("POST", "/api/v1/sessions", R"({"code":"nonsense"})", {});
  CHECK(wrong.status == 401);
  CHECK(wrong.code() == "identity.wrong_credentials");
  for (int i = 0; i < 60; ++i) api.send("POST", "/api/v1/sessions", R"({"code":"nonsense"})", {});
  const auto blocked = api.send("POST", "/api/v1/sessions", R"({"code":"nonsense"})", {});
  CHECK(blocked.status == 429);
  CHECK(blocked.headers.get("Retry-After") == "900");
}

TEST_CASE("me lists the permissions that the routes ask for and the principal has") {
  Api api;
  const auto permissions = [&](const std::string& user) {
    return bj::serialize(api.as(user, "GET", "/api/v1/me").body.at("permissions"));
  };
  CHECK(permissions("vera") == R"(["group.read","token.create","token.delete","token.read","user.read"])");
  CHECK(permissions("admin").find("user.create") != std::string::npos);
  CHECK(permissions("alice").find("user.create") == std::string::npos);
}

TEST_CASE("every route refuses whoever is not signed in, and most refuse a viewer's writes") {
  Api api;
  for (const http::Route& route : api.router.routes()) {
    if (route.permission == "public") continue;
    std::string path = route.pattern;
    for (const auto& [from, to] : std::map<std::string, std::string>{{"{name:slug}", "payments"},
                                                                     {"{id:ulid}", "01JD0QZ0V5T7KX9B3M2N4P6R8S"},
                                                                     {"{id}", "x"},
                                                                     {"{member}", "user:default%2Falice"}})
      if (const auto at = path.find(from); at != path.npos) path.replace(at, from.size(), to);
    CAPTURE(route.method);
    CAPTURE(path);
    const auto nobody = api.as("", route.method, path, "{}");
    CHECK(nobody.status == 401);
    CHECK(nobody.code() == "auth.required");
    const bool is_write = route.method != "GET" && route.permission.find('.') != std::string::npos;
    if (is_write && !route.permission.starts_with("token."))
      CHECK(api.as("vera", route.method, path, "{}").status == 403);
  }
}

TEST_CASE("users, groups and tokens are managed over the API") {
  Api api;
  CHECK(api.as("admin", "POST", "/api/v1/users", R"({"name":"carol","email":"carol@example.com"})").status == 201);
  CHECK(api.as("admin", "POST", "/api/v1/users", R"({"name":"carol"})").status == 409);
  CHECK(api.as("admin", "POST", "/api/v1/users", R"({"name":"Carol"})").body.at("errors").at(0).at("pointer") ==
        "/name");
  CHECK(api.as("alice", "GET", "/api/v1/users/carol").body.at("roles") == bj::array{"member"});
  CHECK(api.as("admin", "PATCH", "/api/v1/users/carol", R"({"displayName":"Carol","roles":["viewer"]})")
            .body.at("roles") == bj::array{"viewer"});
  CHECK(api.as("admin", "PUT", "/api/v1/users/carol/password", R"({"password":"correct horse of carol"})").status ==
        204);
  CHECK(api.as("admin", "POST", "/api/v1/users/carol/sign-in-codes").body.at("code").is_string());
  CHECK(api.as("alice", "GET", "/api/v1/users").body.at("total") == 6);
  CHECK(api.as("alice", "GET", "/api/v1/users/nobody").status == 404);

  CHECK(api.as("petra", "POST", "/api/v1/groups", R"({"name":"new","members":["user:default/carol"]})").status == 201);
  CHECK(api.as("petra", "POST", "/api/v1/groups/new/members", R"({"member":"group:default/payments"})")
            .body.at("members") == bj::array{"group:default/payments", "user:default/carol"});
  CHECK(api.as("petra", "DELETE", "/api/v1/groups/new/members/user:default%2Fcarol").body.at("members") ==
        bj::array{"group:default/payments"});
  CHECK(api.as("petra", "PATCH", "/api/v1/groups/new", R"({"description":"d"})").body.at("description") == "d");
  CHECK(api.as("petra", "DELETE", "/api/v1/groups/new").status == 204);
  CHECK(api.as("alice", "GET", "/api/v1/groups").body.at("items").as_array().size() == 2);

  const auto token =
      api.as("alice", "POST", "/api/v1/tokens", R"({"name":"ci","scope":["run.*"],"expiresInSeconds":60})");
  CHECK(token.status == 201);
  CHECK(token.body.at("token").as_string().starts_with("tow_"));
  const auto listed = api.as("alice", "GET", "/api/v1/tokens").body.at("items").as_array();
  CHECK(bj::serialize(listed).find(token.body.at("token").as_string().c_str()) == std::string::npos);
  CHECK(api.as("bob", "GET", "/api/v1/tokens?user=alice").status == 403);
  CHECK(api.as("alice", "DELETE", "/api/v1/tokens/ci").status == 204);
}
