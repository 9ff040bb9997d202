#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "auth/auth.h"
#include "identity/module.h"
#include "orders.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

/// Operations on what is the asker's own or on nothing at all: everybody signed in may do them as the example says.
const std::set<std::string> open_to_all = {
    "GET /api/v1/tokens",                        // one's own
    "POST /api/v1/tokens",                       // one's own
    "POST /api/v1/entities/validation",          // looks at the text only
    "POST /api/v1/golden-paths/{name}/preview",  // renders for oneself
    "POST /api/v1/golden-paths/{name}/form",     // looks at one's own answers
    "GET /api/v1/golden-paths",                  // what the platform offers
    "GET /api/v1/golden-paths/{name}",
    "GET /api/v1/template-actions",
    "GET /api/v1/metrics/{key}",               // everybody may ask; it is answered of one's own: see lists_test
    "GET /api/v1/metrics/{key}/rows",          // the same
    "GET /api/v1/scorecards",                  // definitions, whose hints name an example
    "GET /api/v1/scorecards/{name}",           // the definition; counts are over what one may see
    "GET /api/v1/scorecards/{name}/entities",  // rows one may see: scorecards_tests look at them
    "GET /api/v1/scorecards/{name}/teams",
    "GET /api/v1/environment-types/{name}",  // the same for everybody
    "POST /api/v1/scorecard-trials",         // looks at what one may see
    "POST /v1/traces",                       // rejects span by span, see observe_tests
    "POST /v1/metrics",                      // and point by point
};

Answer send_example(const Api& api, const Operation& operation, const std::string& query = "") {
  const auto body = OpenapiDocument::shared().body_example(operation);
  http::ClientRequest request{.method = operation.method, .url = example_path(operation) + query};
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
  }
  return api.send(std::move(request));
}

bool changes_something(const Operation& operation) { return operation.method != "GET"; }
bool is_about_one_thing(const Operation& operation) { return operation.path.find('{') != std::string::npos; }
bool is_permission(const Operation& operation) { return operation.permission.find('.') != std::string::npos; }

/// A principal as the role's table sees it, owning nothing of what the examples name.
auth::Principal stranger(const std::string& role) {
  auth::Principal out;
  out.ref = "user:default/stranger";
  out.owner_refs = {"user:default/stranger", "group:default/logistics"};
  out.roles = {role};
  return out;
}

/// What the permission table makes of each route for one who owns nothing of it.
void check_denials(const Api& api, const std::string& role) {
  const auto authorizer = identity::make_authorizer();
  const auth::Principal principal = stranger(role);
  int denied = 0, hidden = 0;
  for (const Operation& operation : OpenapiDocument::shared().operations()) {
    if (!is_permission(operation)) continue;
    CAPTURE(operation.name());
    CAPTURE(operation.permission);
    const auth::Decision decision = authorizer->decide(principal, operation.permission);
    if (decision.effect == auth::Effect::allow) continue;
    if (decision.effect == auth::Effect::conditional && open_to_all.contains(operation.name())) continue;
    if (operation.definition->contains("x-sse") && decision.effect != auth::Effect::deny) continue;  // see below
    const Answer answer = send_example(api, operation);
    if (decision.effect == auth::Effect::deny) {
      CHECK_MESSAGE(answer.status == 403, answer.text);
      CHECK(answer.code() == "auth.forbidden");
      CHECK_FALSE(answer.at("/hint").empty());
      ++denied;
    } else if (changes_something(operation) || is_about_one_thing(operation)) {
      CHECK_MESSAGE((answer.status == 403 || answer.status == 404), answer.status, " ", answer.text);
      CHECK_MESSAGE(answer.code() != "http.no_route", "the example path is wrong");
      ++hidden;
    } else {
      if (answer.status == 404) continue;  // it names what is asked for, which the asker knew
      CHECK_MESSAGE(answer.status == 200, answer.text);
      CHECK_MESSAGE(answer.text.find("orders") == std::string::npos, answer.text);
      // The group itself is in the directory, which is for everyone; what it owns is not.
      CHECK_MESSAGE(answer.text.find("\"owner\":\"group:default/payments\"") == std::string::npos, answer.text);
    }
  }
  CHECK(denied > 5);
  CHECK(hidden > 5);
}

}  // namespace

TEST_SUITE("denials from the permission table") {
  TEST_CASE("nobody gets past sign-in, whatever the credential was") {
    TestServer& server = TestServer::shared();
    const Api& admin = server.admin();
    const auto new_token = [&](const std::string& user, std::optional<int> seconds) {
      boost::json::object body{{"user", user}, {"name", server.new_name("token")}};
      if (seconds) body["expiresInSeconds"] = *seconds;
      const Answer made = admin.post("/api/v1/tokens", body);
      REQUIRE(made.status == 201);
      return std::pair(made.at("/token"), made.at("/id"));
    };
    const std::string user = server.new_name("leaver"), other = server.new_name("stayer");
    for (const std::string& name : {user, other})
      REQUIRE(admin.post("/api/v1/users", {{"name", name}, {"roles", boost::json::array{"admin"}}}).status == 201);
    const auto disabled = new_token(user, std::nullopt), revoked = new_token(other, std::nullopt),
               expired = new_token(other, 1);
    REQUIRE(admin.patch("/api/v1/users/" + user, {{"disabled", true}}).status == 200);
    REQUIRE(admin.remove("/api/v1/tokens/" + revoked.second).status == 204);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (server.with_token(expired.first).get("/api/v1/me").status != 401)
      REQUIRE(std::chrono::steady_clock::now() < until);

    const std::vector<std::pair<std::string, std::string>> credentials = {
        {"no credential", ""},        {"not a token", "tow_nonsense"}, {"foreign", "ghp_0123456789"},
        {"disabled", disabled.first}, {"revoked", revoked.first},      {"expired", expired.first}};
    for (const auto& [what, token] : credentials) {
      CAPTURE(what);
      const Api api = server.with_token(token);
      for (const Operation& operation : OpenapiDocument::shared().operations()) {
        if (operation.permission == "public") continue;
        CAPTURE(operation.name());
        const Answer answer = send_example(api, operation);
        CHECK(answer.status == 401);
        CHECK(answer.code() == (token.empty() ? "auth.required" : "auth.invalid_token"));
        CHECK(answer.headers.get("WWW-Authenticate").starts_with("Bearer"));
      }
      for (const char* path : {"/git/orders/info/refs?service=git-upload-pack",
                               "/git/orders/info/refs?service=git-receive-pack", "/api/catalog/entities/by-name/x/y/z"})
        CHECK_MESSAGE(api.get(path).status == 401, path);
    }
  }

  TEST_CASE("a member of another group changes nothing of a group and sees nothing of it") {
    check_denials(orders().bob, "member");
  }

  TEST_CASE("a viewer of another group changes nothing and sees nothing of it") {
    check_denials(orders().victor, "viewer");
  }

  TEST_CASE("streams of a run are hidden from a member of another group") {
    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (!operation.definition->contains("x-sse") || !is_about_one_thing(operation)) continue;
      CAPTURE(operation.name());
      CHECK(orders().bob.get(example_path(operation)).status == 404);
    }
  }

  TEST_CASE("git over HTTP hides the repository of another group and lets its own in") {
    for (const char* service : {"git-upload-pack", "git-receive-pack"}) {
      const std::string path = std::string("/git/orders/info/refs?service=") + service;
      CHECK(orders().bob.get(path).status == 404);
      CHECK(orders().victor.get(path).status == 404);
      CHECK(orders().alice.get(path).status == 200);
    }
  }

  TEST_CASE("the owner is let in where strangers are not, so the denials are about rights") {
    const auto authorizer = identity::make_authorizer();
    int allowed = 0;
    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (!is_permission(operation)) continue;
      if (authorizer->decide(stranger("member"), operation.permission).effect != auth::Effect::conditional) continue;
      // What would change or end what the other tests look at; planning it is asked below.
      if (operation.method == "DELETE" || operation.method == "POST") continue;
      // Rules and types have no owner.
      if (operation.permission.ends_with("_rule.update") || operation.permission == "environment_type.update") continue;
      CAPTURE(operation.name());
      if (operation.definition->contains("x-sse") || operation.definition->contains("x-websocket")) continue;
      if (needs_a_failure(operation)) continue;
      const Answer answer = send_example(orders().alice, operation);
      CHECK_MESSAGE((answer.status != 401 && answer.status != 403 && answer.status != 404), answer.text);
      ++allowed;
    }
    CHECK(allowed > 15);

    for (const char* path :
         {"/api/v1/components/orders?plan=true", "/api/v1/environments/orders/development?plan=true"}) {
      CAPTURE(path);
      CHECK(orders().alice.remove(path).status == 200);
      CHECK(orders().bob.remove(path).status == 404);
    }
    for (const char* path : {"/api/v1/deployments", "/api/v1/restarts", "/api/v1/stops"}) {
      const boost::json::object body{{"component", "orders"}, {"environment", "development"}, {"plan", true}};
      CAPTURE(path);
      CHECK(orders().alice.post(path, body).status == 200);
      CHECK(orders().bob.post(path, body).status == 404);
    }
  }
}

TEST_SUITE("cross-site request forgery") {
  TEST_CASE("a session changes nothing without its token, nor from another site") {
    TestServer& server = TestServer::shared();
    const std::string name = server.new_name("browser");
    REQUIRE(server.admin()
                .post("/api/v1/users",
                      {{"name", name}, {"roles", boost::json::array{"admin"}}, {"password", "correct horse battery"}})
                .status == 201);
    const Answer signed_in =
        server.nobody().post("/api/v1/sessions", {{"user", name}, {"password", "correct horse battery"}});
    REQUIRE(signed_in.status == 201);
    std::string cookies, token;
    for (const auto& [header, value] : signed_in.headers.all()) {
      if (header != "Set-Cookie") continue;
      const std::string pair = value.substr(0, value.find(';'));
      cookies += (cookies.empty() ? "" : "; ") + pair;
      if (pair.starts_with("towpath_csrf=")) token = pair.substr(pair.find('=') + 1);
    }
    const auto send = [&](const Operation& operation, const std::vector<std::pair<std::string, std::string>>& headers) {
      http::ClientRequest request{.method = operation.method, .url = example_path(operation)};
      request.headers.set("Cookie", cookies);
      request.headers.set("Content-Type", "application/json");
      for (const auto& [header, value] : headers) request.headers.set(header, value);
      request.body = "{";  // never read: refused before
      return server.nobody().send(std::move(request));
    };
    int checked = 0;

    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (operation.method == "GET") continue;
      CAPTURE(operation.name());
      if (operation.permission != "public") {
        CHECK(send(operation, {}).code() == "auth.csrf");
        CHECK(send(operation, {{"X-CSRF-Token", std::string(64, '0')}}).code() == "auth.csrf");
      }
      CHECK(send(operation, {{"X-CSRF-Token", token}, {"Origin", "https://evil.example"}}).code() == "auth.csrf");
      CHECK(send(operation, {{"X-CSRF-Token", token}, {"Sec-Fetch-Site", "cross-site"}}).code() == "auth.csrf");
      ++checked;
    }
    CHECK(checked > 30);

    http::ClientRequest good{.method = "POST", .url = "/api/v1/tokens", .body = R"({"name":"from the browser"})"};
    good.headers.set("Cookie", cookies);
    good.headers.set("X-CSRF-Token", token);
    good.headers.set("Content-Type", "application/json");
    CHECK(server.nobody().send(good).status == 201);
  }
}
