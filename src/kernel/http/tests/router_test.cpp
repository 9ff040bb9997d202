#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <stdexcept>

#include "http/http.h"
#include "http/query_reader.h"
#include "log/log.h"

using namespace towpath;
using http::Request;
using http::Response;

namespace {

http::Handler answers(std::string body) {
  return [body](const Request&) -> Result<Response> { return http::json_response(200, body); };
}

http::Handler echoes(std::string name) {
  return [name](const Request& r) -> Result<Response> { return http::json_response(200, std::string(r.param(name))); };
}

class FixedAuthorizer final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal&, std::string_view permission) const override {
    auth::Decision decision;
    if (permission == "thing.read") decision.effect = auth::Effect::allow;
    return decision;
  }
};

/// Bearer "good" is alice; the cookie towpath_session "s" is bob.
Result<auth::Principal> authenticate(const Request& request) {
  auth::Principal principal;
  const auto header = request.headers.get("Authorization");
  if (header == "Bearer good")
    principal.ref = "user:default/alice";
  else if (!header.empty())
    return unauthenticated("auth.invalid_token", "This token is not known.");
  else if (request.cookies.contains("towpath_session"))
    principal.ref = "user:default/bob";
  return principal;
}

Response send(const http::Router& router, const std::string& method, const std::string& path, Request request = {}) {
  request.method = method;
  request.target = request.path = path;
  request.id = "request-1";
  return router.dispatch(router.match(method, path), request);
}

std::string code(const Response& response) {
  return std::string(boost::json::parse(response.body).at("code").as_string());
}

Request with_header(std::string_view name, std::string value) {
  Request request;
  request.headers.set(name, std::move(value));
  return request;
}

}  // namespace

TEST_CASE("a route is found by its literals first and by its parameters' types next") {
  http::Router router;
  router.add({"GET", "/runs/latest", "public", answers("latest")});
  router.add({"GET", "/runs/{id:ulid}", "public", echoes("id")});
  router.add({"GET", "/runs/{number:int}", "public", answers("number")});
  router.add({"GET", "/runs/{name:slug}", "public", answers("slug")});
  router.add({"GET", "/runs/{name}", "public", answers("text")});
  router.add({"GET", "/runs/{id:ulid}/log", "public", answers("log")});

  CHECK(send(router, "GET", "/runs/latest").body == "latest");
  CHECK(send(router, "GET", "/runs/01JD0QZ0V5T7KX9B3M2N4P6R8S").body == "01JD0QZ0V5T7KX9B3M2N4P6R8S");
  CHECK(send(router, "GET", "/runs/42").body == "number");
  CHECK(send(router, "GET", "/runs/my-run").body == "slug");
  CHECK(send(router, "GET", "/runs/My%20Run").body == "text");
  CHECK(send(router, "GET", "/runs/01JD0QZ0V5T7KX9B3M2N4P6R8S/log").body == "log");
}

TEST_CASE("a value that does not fit its parameter is not found") {
  http::Router router;
  router.add({"GET", "/runs/{id:ulid}", "public", answers("")});
  router.add({"GET", "/pages/{page:int}", "public", answers("")});
  router.add({"GET", "/files/{rest:path}", "public", answers("")});
  router.add({"GET", "/names/{name}", "public", answers("")});

  for (const char* path :
       {"/runs/x", "/runs/", "/runs", "/pages/-1", "/pages/1234567890123456789", "/names/", "/names/a/b",
        "/files/a/../b", "/files/%2e%2e/b", "/files/a/%2E", "/names/a%00", "/names/%zz", "names/a", ""}) {
    CAPTURE(path);
    CHECK(send(router, "GET", path).status == 404);
  }
}

TEST_CASE("an encoded slash stays inside its parameter, and a path parameter takes the rest") {
  http::Router router;
  router.add({"GET", "/nodes/{key}/log", "public", echoes("key")});
  router.add({"GET", "/files/{rest:path}", "public", echoes("rest")});

  CHECK(send(router, "GET", "/nodes/build%2Flinux/log").body == "build/linux");
  CHECK(send(router, "GET", "/files/src/a%20b.cpp").body == "src/a b.cpp");
  CHECK(send(router, "GET", "/files/").body == "");
}

TEST_CASE("an address that is not text is refused in text, whether a route has it or not") {
  http::Router router;
  router.add({.method = "GET", .pattern = "/things/{name}", .permission = "public", .handler = echoes("name")});

  for (const char* path : {"/things/a\xff", "/nowhere/\xba\xbb"}) {
    const Response response = send(router, "GET", path);
    CHECK(response.status == 400);
    CHECK(code(response) == "http.malformed_request");
  }
}

TEST_CASE("a body that is said to be of another type is refused before the handler reads it") {
  http::Router router;
  router.add({.method = "POST", .pattern = "/things", .permission = "public", .handler = answers("1")});
  router.add({.method = "POST", .pattern = "/any", .permission = "public", .handler = answers("2"), .accepts = ""});
  const auto post = [&](const char* path, const char* type, const char* body) {
    Request request = with_header("Content-Type", type);
    request.body = body;
    return send(router, "POST", path, std::move(request)).status;
  };

  CHECK(post("/things", "text/plain", "{}") == 415);
  CHECK(post("/things", "Application/JSON; charset=utf-8", "{}") == 200);
  CHECK(post("/things", "text/plain", "") == 200);
  CHECK(post("/any", "text/plain", "{}") == 200);
}

TEST_CASE("a query is read strictly, and every problem has its pointer") {
  const auto problems = [](std::map<std::string, std::string> given) {
    Request request;
    request.path = "/things";
    request.query = std::move(given);
    http::QueryReader query(request);
    (void)query.limit(10, 50);
    (void)query.flag("all");
    (void)query.time("since");
    (void)query.ulid("after");
    (void)query.choice("state", {"open", "closed"});
    const Status status = query.finish();
    return status ? std::vector<FieldError>() : status.error().fields();
  };

  CHECK(problems({}).empty());
  CHECK(problems({{"limit", "50"}, {"all", "true"}, {"since", "2026-01-31T12:00:00Z"}, {"state", "open"}}).empty());
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"limit", "0"},
                                                                                    {"limit", "51"},
                                                                                    {"limit", ""},
                                                                                    {"limit", "1x"},
                                                                                    {"limit", "-1"},
                                                                                    {"all", "yes"},
                                                                                    {"since", "today"},
                                                                                    {"after", "x"},
                                                                                    {"state", "ajar"},
                                                                                    {"limti", "5"}}) {
    CAPTURE(value);
    const auto found = problems({{name, value}});
    REQUIRE(found.size() == 1);
    CHECK(found.front().path == "/" + name);
  }
  CHECK(problems({{"limti", "5"}}).front().message == "is not a parameter here; did you mean limit?");
}

TEST_CASE("a known path with another method is 405 and names the methods it has") {
  http::Router router;
  router.add({"GET", "/things", "public", answers("")});
  router.add({"POST", "/things", "public", answers("")});

  const auto response = send(router, "DELETE", "/things");

  CHECK(response.status == 405);
  CHECK(response.headers.get("Allow") == "GET, HEAD, POST");
  CHECK(code(response) == "http.method_not_allowed");
  CHECK(send(router, "HEAD", "/things").status == 200);
}

TEST_CASE("a pattern that cannot be read or exists already is refused when it is added") {
  http::Router router;
  router.add({"GET", "/a/{x}", "public", answers("")});
  CHECK_THROWS_AS(router.add({"GET", "/a/{y}", "public", answers("")}), std::logic_error);
  CHECK_THROWS_AS(router.add({"GET", "/a/{x:uuid}", "public", answers("")}), std::logic_error);
  CHECK_THROWS_AS(router.add({"GET", "/a/{x:path}/b", "public", answers("")}), std::logic_error);
  CHECK_THROWS_AS(router.add({"GET", "a", "public", answers("")}), std::logic_error);
}

TEST_CASE("the fallback serves pages, never the API or another method") {
  http::Router router;
  router.add({"GET", "/api/v1/me", "public", answers("me")});
  router.set_fallback(answers("page"));

  CHECK(send(router, "GET", "/catalog").body == "page");
  CHECK(send(router, "HEAD", "/").body == "page");
  CHECK(send(router, "GET", "/api/v1/none").status == 404);
  CHECK(send(router, "POST", "/catalog").status == 404);
}

TEST_CASE("who is not signed in gets 401, who may not gets 403, who may gets the answer") {
  const FixedAuthorizer authorizer;
  http::Router router;
  router.set_authenticator(authenticate);
  router.set_authorizer(&authorizer);
  router.add({"GET", "/things", "thing.read", answers("things")});
  router.add({"GET", "/others", "other.read", answers("others")});
  router.add({"GET", "/me", "signed_in", answers("me")});
  router.add({"GET", "/open", "public", answers("open")});

  const auto nobody = send(router, "GET", "/things");
  CHECK(nobody.status == 401);
  CHECK(code(nobody) == "auth.required");
  CHECK(nobody.headers.get("WWW-Authenticate").starts_with("Bearer"));
  CHECK(send(router, "GET", "/me").status == 401);

  const auto unknown = send(router, "GET", "/things", with_header("Authorization", "Bearer bad"));
  CHECK(unknown.status == 401);
  CHECK(code(unknown) == "auth.invalid_token");

  const auto refused = send(router, "GET", "/others", with_header("Authorization", "Bearer good"));
  CHECK(refused.status == 403);
  CHECK(code(refused) == "auth.forbidden");

  CHECK(send(router, "GET", "/things", with_header("Authorization", "Bearer good")).body == "things");
  CHECK(send(router, "GET", "/me", with_header("Authorization", "Bearer good")).body == "me");
  CHECK(send(router, "GET", "/open", with_header("Authorization", "Bearer bad")).body == "open");
}

TEST_CASE("only routes that ask for it offer Basic, which would make a browser show its own dialog") {
  http::Router router;
  router.add({"GET", "/plain", "signed_in", answers("")});
  http::Route git{"GET", "/git", "signed_in", answers("")};
  git.asks_for_basic = true;
  router.add(git);

  CHECK(send(router, "GET", "/plain").headers.all().back().second.starts_with("Bearer"));
  CHECK(send(router, "GET", "/git").headers.all().back().second.starts_with("Basic"));
}

TEST_CASE("a cookie session changes things only with the token of that session") {
  http::Router router;
  router.set_authenticator(authenticate);
  router.add({"POST", "/things", "signed_in", answers("done")});
  router.add({"GET", "/things", "signed_in", answers("read")});
  Request cookie;
  cookie.cookies["towpath_session"] = "s";

  CHECK(send(router, "GET", "/things", cookie).body == "read");

  const auto missing = send(router, "POST", "/things", cookie);
  CHECK(missing.status == 403);
  CHECK(code(missing) == "auth.csrf");

  Request planted = cookie;  // a token that fits its cookie, but not the session
  planted.cookies["towpath_csrf"] = "x";
  planted.headers.set("X-CSRF-Token", "x");
  CHECK(send(router, "POST", "/things", planted).status == 403);

  Request good = cookie;
  good.headers.set("X-CSRF-Token", http::csrf_token_for("s"));
  CHECK(send(router, "POST", "/things", good).body == "done");
  CHECK(send(router, "POST", "/things", with_header("Authorization", "Bearer good")).body == "done");
}

TEST_CASE("a public route does not believe a cookie that comes without its token") {
  http::Router router;
  router.set_authenticator(authenticate);
  router.add({"POST", "/open", "public",
              [](const Request& r) -> Result<Response> { return http::json_response(200, r.principal.ref); }});
  Request cookie;
  cookie.cookies["towpath_session"] = "s";

  CHECK(send(router, "POST", "/open", cookie).body == "");
  cookie.headers.set("X-CSRF-Token", http::csrf_token_for("s"));
  CHECK(send(router, "POST", "/open", cookie).body == "user:default/bob");
}

TEST_CASE("a browser acting for another site is refused") {
  http::Router router;
  router.add({"POST", "/things", "public", answers("done")});
  router.add({"GET", "/socket", "public", answers("open")});
  const auto request = [](std::string_view name, std::string value) {
    Request out = with_header(name, std::move(value));
    out.headers.set("Host", "portal.example:7080");
    return out;
  };

  CHECK(code(send(router, "POST", "/things", request("Sec-Fetch-Site", "cross-site"))) == "auth.csrf");
  CHECK(code(send(router, "POST", "/things", request("Sec-Fetch-Site", "same-site"))) == "auth.csrf");
  CHECK(code(send(router, "POST", "/things", request("Origin", "https://evil.example"))) == "auth.csrf");
  CHECK(code(send(router, "POST", "/things", request("Origin", "null"))) == "auth.csrf");
  CHECK(send(router, "POST", "/things", request("Origin", "https://portal.example:7080")).body == "done");
  CHECK(send(router, "POST", "/things", request("Sec-Fetch-Site", "same-origin")).body == "done");

  Request socket = request("Origin", "https://evil.example");
  CHECK(send(router, "GET", "/socket", socket).body == "open");
  socket.headers.set("Upgrade", "websocket");
  CHECK(code(send(router, "GET", "/socket", socket)) == "auth.csrf");
}

TEST_CASE("an exception becomes 500 with the request's id and without its reason") {
  std::string logged;
  log::configure(log::Level::info, log::Format::json, [&](std::string_view line) { logged = line; });
  http::Router router;
  router.add(
      {"GET", "/broken", "public", [](const Request&) -> Result<Response> { throw std::runtime_error("disk full"); }});

  const auto response = send(router, "GET", "/broken");
  log::configure(log::Level::info, log::Format::text);

  CHECK(response.status == 500);
  CHECK(code(response) == "http.internal");
  CHECK(response.body.find("disk full") == std::string::npos);
  CHECK(response.body.find("request-1") != std::string::npos);
  CHECK(logged.find("disk full") != std::string::npos);
}

TEST_CASE("an error keeps its code, hint and fields, and its kind decides the status") {
  struct Case {
    Error error;
    int status;
  };
  const Case cases[] = {
      {invalid_input("a.b", "m"), 422},
      {not_found("a.b", "m"), 404},
      {conflict("a.b", "m"), 409},
      {unauthenticated("a.b", "m"), 401},
      {forbidden("a.b", "m"), 403},
      {unavailable("a.b", "m"), 503},
      {failed("a.b", "m"), 500},
      {unavailable("auth.too_many_attempts", "m"), 429},
      {invalid_input("http.body_too_large", "m"), 413},
  };
  for (const Case& c : cases) {
    CAPTURE(c.status);
    CHECK(http::problem(c.error, "").status == c.status);
  }

  const auto response = http::problem(invalid_input("catalog.bad", "It is \"bad\".")
                                          .with_hint("Fix it.")
                                          .with_field("/spec/owner", "is missing")
                                          .with_retry_after(std::chrono::seconds(7)),
                                      "request-1");
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.headers.get("Retry-After") == "7");
  CHECK(boost::json::parse(response.body) ==
        boost::json::parse(R"({"type":"about:blank","title":"Invalid input","status":422,"detail":"It is \"bad\".",
          "code":"catalog.bad","hint":"Fix it.","errors":[{"pointer":"/spec/owner","detail":"is missing"}],
          "requestId":"request-1"})"));
}

TEST_CASE("routes are listed as the API document names them") {
  http::Router router;
  router.add({"POST", "/api/v1/runs/{id:ulid}/cancellation", "run.cancel", answers("")});
  router.add({"GET", "/api/v1/files/{rest:path}", "file.read", answers("")});
  http::Route hidden{"GET", "/git/{name}", "public", answers("")};
  hidden.in_openapi = false;
  router.add(hidden);

  CHECK(http::openapi_operations(router.routes()) ==
        std::vector<http::OpenapiOperation>{{"get", "/api/v1/files/{rest}", "file.read"},
                                            {"post", "/api/v1/runs/{id}/cancellation", "run.cancel"}});
}

TEST_CASE("header names compare without case and keep their order") {
  http::Headers headers;
  headers.add("Set-Cookie", "a=1");
  headers.add("set-cookie", "b=2");
  headers.set("X-One", "1");
  headers.set("x-one", "2");

  CHECK(headers.get("SET-COOKIE") == "a=1");
  CHECK(headers.has("X-ONE"));
  CHECK(headers.all() ==
        std::vector<std::pair<std::string, std::string>>{{"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}, {"x-one", "2"}});
}
