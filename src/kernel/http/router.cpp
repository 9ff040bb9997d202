#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>

#include "base/no_space.h"
#include "base/product.h"
#include "base/strings.h"
#include "http/http.h"
#include "log/log.h"

#include "csrf.h"
#include "route_tree.h"

namespace towpath::http {
namespace {

constexpr std::string_view public_permission = "public";
constexpr std::string_view signed_in_permission = "signed_in";

Error no_route(std::string_view method, std::string_view path) {
  return not_found("http.no_route", fmt::format("There is nothing at {} {}.", method, path));
}

/// Names in the database and in messages are text.
Status check_is_text(const Request& request) {
  const auto is_text = [](const auto& pairs) {
    return std::all_of(pairs.begin(), pairs.end(),
                       [](const auto& pair) { return is_utf8(pair.first) && is_utf8(pair.second); });
  };
  if (is_utf8(request.path) && is_text(request.params) && is_text(request.query)) return ok();
  return invalid_input("http.malformed_request", "The address of this request is not UTF-8 text.");
}

/// What the body says it is, when it says so.
Status check_content_type(const Route& route, const Request& request) {
  if (route.accepts.empty() || route.body_mode == BodyMode::stream || request.body.empty()) return ok();
  const std::string_view given = request.headers.get("Content-Type");
  const std::string_view type = trim(given.substr(0, given.find(';')));
  if (type.empty() || to_lower(type) == route.accepts) return ok();
  return invalid_input("http.content_type_unsupported",
                       fmt::format("The body is said to be {}, only {} is read here.", type, route.accepts))
      .with_hint(fmt::format("Send the header Content-Type: {}", route.accepts));
}

void add_challenge(Response& response, const Route* route) {
  if (response.status != 401 || response.headers.has("WWW-Authenticate")) return;
  response.headers.add("WWW-Authenticate", fmt::format("Bearer realm=\"{}\"", product::binary));
  if (route && route->asks_for_basic)
    response.headers.add("WWW-Authenticate", fmt::format("Basic realm=\"{}\", charset=\"UTF-8\"", product::binary));
}

bool is_want_of_space(const std::exception& failure) {
  if (dynamic_cast<const NoSpace*>(&failure)) return true;
  const auto* error = dynamic_cast<const std::system_error*>(&failure);
  return error && (error->code() == std::errc::no_space_on_device || error->code().value() == EDQUOT);
}

}  // namespace

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  tree_->add(route, routes_.size());
  routes_.push_back(std::move(route));
}

void Router::wrap(const std::function<Route(Route)>& wrapped) {
  for (Route& route : routes_) route = wrapped(std::move(route));
}

void Router::set_fallback(Handler handler) {
  fallback_.method = "GET";
  fallback_.permission = public_permission;
  fallback_.handler = std::move(handler);
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  auto found = tree_->find(method, path);
  Match match{nullptr, std::move(found.params), std::move(found.allow)};
  if (found.has_route)
    match.route = &routes_[found.index];
  else if (match.allow.empty() && fallback_.handler && !path.starts_with("/api/") &&
           (method == "GET" || method == "HEAD"))
    match.route = &fallback_;
  if (!match.route && catch_all_) {
    match.route = &*catch_all_;
    match.allow.clear();
  }
  return match;
}

Response Router::dispatch(const Match& match, Request& request) const {
  try {
    auto result = answer(match, request);
    Response response = result ? std::move(result).value() : problem(result.error(), request.id);
    if (!match.allow.empty()) response.headers.set("Allow", match.allow);
    add_challenge(response, match.route);
    return response;
  } catch (const std::exception& failure) {  // boundary: a request ends here; the details are for the log only
    log::error(
        "request failed",
        {{"request", request.id}, {"route", match.route ? match.route->pattern : "none"}, {"reason", failure.what()}});
    if (is_want_of_space(failure))
      return problem(unavailable("http.no_space", "The server's disk is full; nothing was changed.")
                         .with_hint("Ask the operator to free some space, then send the request again."),
                     request.id);
    return problem(failed("http.internal",
                          "Something went wrong on our side; the server's log has the details under this "
                          "request's id."),
                   request.id);
  }
}

Result<Response> Router::answer(const Match& match, Request& request) const {
  request.params = match.params;
  CHECK_OK(check_is_text(request));
  if (!match.route) {
    if (match.allow.empty()) return no_route(request.method, request.path);
    return invalid_input("http.method_not_allowed", fmt::format("{} is not possible at {}, only {} is.", request.method,
                                                                request.path, match.allow));
  }
  CHECK_OK(authenticate(*match.route, request));
  if (availability_ && match.route->permission != public_permission)
    CHECK_OK(availability_(request.principal, *match.route));
  CHECK_OK(check_content_type(*match.route, request));
  return match.route->handler(request);
}

Status Router::authenticate(const Route& route, Request& request) const {
  CHECK_OK(check_origin(request));
  const bool is_public = route.permission == public_permission;
  if (authenticator_ && &route != &fallback_) {
    auto principal = authenticator_(request);
    if (principal)
      request.principal = std::move(principal).value();
    else if (!is_public)  // a stale cookie must not keep anyone from signing in
      return std::move(principal).error();
  }
  if (is_public) {
    // Whoever cannot prove that the request is meant is nobody here.
    if (!check_csrf(request)) request.principal = {};
    return ok();
  }
  if (request.principal.ref.empty())
    return unauthenticated("auth.required",
                           fmt::format("Sign in first: {} {} needs to know who asks.", request.method, request.path))
        .with_hint(fmt::format("{} login", product::binary));
  CHECK_OK(check_csrf(request));
  if (route.permission == signed_in_permission || request.principal.is_system) return ok();

  const auth::Decision decision =
      authorizer_ ? authorizer_->decide(request.principal, route.permission) : auth::Decision{};
  if (decision.effect != auth::Effect::deny) return ok();
  return forbidden("auth.forbidden",
                   fmt::format("{} may not do {}. {}", request.principal.ref, route.permission,
                               decision.reason.empty() ? "No role of yours grants it." : decision.reason))
      .with_hint("Ask the platform team for a role that grants it.");
}

std::vector<OpenapiOperation> openapi_operations(const std::vector<Route>& routes) {
  std::vector<OpenapiOperation> out;
  for (const Route& route : routes) {
    if (!route.in_openapi) continue;
    std::string path;
    for (std::string_view rest = route.pattern; !rest.empty();) {
      const auto colon = rest.find(':');
      path += rest.substr(0, colon);
      rest.remove_prefix(colon == rest.npos ? rest.size() : std::min(rest.find('}', colon), rest.size()));
    }
    out.push_back({to_lower(route.method), std::move(path), route.permission});
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace towpath::http
