#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"

namespace towpath::http {

/// Header names compare case-insensitively; order of insertion is kept.
class Headers {
 public:
  void set(std::string_view name, std::string value);  ///< Replaces all of that name.
  void add(std::string_view name, std::string value);
  std::string_view get(std::string_view name) const;  ///< The first, or "".
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// The body of a request whose route asked for it streamed, decoded (chunks, gzip). Blocking; one thread. The client
/// that asked for "100 Continue" gets it with the first read(): a handler may refuse before.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// Up to `limit` bytes; empty at the end. Errors: http.body_too_large, http.body_invalid (does not decode),
  /// http.client_gone (closed, or too slow).
  virtual Result<std::string> read(std::size_t limit) = 0;
};

struct Request {
  std::string method;
  std::string target;                         ///< As sent: path and query.
  std::string path;                           ///< Percent-decoded.
  std::map<std::string, std::string> query;   ///< Percent-decoded; the last of a repeated name.
  std::map<std::string, std::string> params;  ///< Typed path parameters, decoded and checked.
  Headers headers;
  std::string body;  ///< Complete, unless the route streams it.
  /// Set for routes with BodyMode::stream. Valid until the handler, and the Response::stream it gave, have returned.
  BodyReader* body_stream = nullptr;
  auth::Principal principal;  ///< Set by the router's authenticator; ref "" when nobody.
  std::string id;             ///< Request id, also in X-Request-Id and in every log line.
  std::string remote_address;
  bool is_tls = false;
  std::map<std::string, std::string> cookies;

  std::string_view param(std::string_view name) const;  ///< Precondition: the pattern has it.
  std::optional<std::string> query_value(std::string_view name) const;
};

/// Where a streamed response goes. Blocking; one thread; write() waits while the client is slow.
class Writer {
 public:
  virtual ~Writer() = default;
  /// False when the client has gone or the server has given up waiting for it: stop then.
  virtual bool write(std::string_view bytes) = 0;
  /// Stop is requested at the same moment, for work that waits elsewhere.
  virtual std::stop_token gone() const = 0;
};

/// One server-sent event. `id` makes resume by Last-Event-ID possible.
struct SseEvent {
  std::string id;
  std::string event;  ///< "" is "message".
  std::string data;   ///< Line feeds are kept.
};

/// The open end of an SSE response: push from any thread; holds no worker. The queue is bounded (1 MiB): when a client
/// is too slow the stream is closed and the client resumes by Last-Event-ID.
class SseChannel {
 public:
  virtual ~SseChannel() = default;
  /// False when the stream is closed.
  virtual bool push(const SseEvent& event) = 0;
  /// Ends the stream after what was pushed.
  virtual void close() = 0;
  /// Called once, on a worker, when the stream is closed from whichever side; at once when it already is.
  virtual void on_close(std::function<void()> callback) = 0;
};

/// A WebSocket after its handshake: messages in by callback, out by send(). Thread-safe; holds no worker. The outgoing
/// queue is bounded (4 MiB), as are incoming messages (1 MiB): beyond it the connection is closed.
class WebSocket {
 public:
  enum class Kind { text, binary };
  virtual ~WebSocket() = default;
  /// False when the connection is closed.
  virtual bool send(std::string message, Kind kind) = 0;
  /// Ends the connection after what was sent.
  virtual void close() = 0;
  /// Messages come on a worker, in order, one at a time; those that came before this call come then.
  virtual void on_message(std::function<void(std::string message, Kind kind)> callback) = 0;
  /// Called once, on a worker, when the connection is closed from whichever side; at once when it already is.
  virtual void on_close(std::function<void()> callback) = 0;
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  Headers headers;
  /// At most one of these; the body is then ignored.
  std::function<void(Writer&)> stream = {};  ///< Runs on a worker for its whole length.
  /// How many bytes `stream` writes, when that is known: they go out under a Content-Length, also to HEAD. Another
  /// number breaks the connection, so that nobody takes a part for the whole.
  std::optional<std::uint64_t> stream_size = {};
  /// Runs once on a worker and returns; the channel lives on. Shared: producer and connection end in either order.
  std::function<void(std::shared_ptr<SseChannel>, std::string last_event_id)> sse = {};
  std::function<void(std::shared_ptr<WebSocket>)> websocket = {};  ///< Likewise. A request without upgrade gets 426.
  std::string file;                                                ///< Sent from this file by the server.
};

Response json_response(int status, std::string body);
Response no_content();

/// A handler is ordinary blocking code on a worker thread. An Error becomes problem+json in the router.
using Handler = std::function<Result<Response>(const Request&)>;

enum class BodyMode { buffered, stream };

/// One route. `pattern`: "/api/v1/runs/{id:ulid}/nodes/{key}"; a parameter is a whole segment and its type is text
/// (default, not empty), ulid, int (up to 18 digits), slug (lower-case letters, digits, ".", "-", "_", at most 63,
/// begins with a letter or digit), or path (the rest, slashes included, last only, never with "." or ".." segments). A
/// value that does not fit its type is 404. Literals win over parameters, strict types over loose ones.
struct Route {
  std::string method;
  std::string pattern;
  std::string permission;  ///< "<noun>.<verb>"; "public" needs no sign-in, "signed_in" any principal.
  Handler handler;
  BodyMode body_mode = BodyMode::buffered;
  std::size_t body_limit = 1 << 20;  ///< Bytes, decoded; over it is 413.
  /// False: a Content-Encoding is the content's own, and the body is handed on as it was sent.
  bool decodes_body = true;
  bool in_openapi = true;       ///< False for git transport, UI assets and foreign-client shapes.
  bool asks_for_basic = false;  ///< A 401 also offers Basic: git clients send their token only then.
  /// Media type of the body; a request that says another is answered 415. "" for any.
  std::string accepts = "application/json";
};

/// Turns the credentials of a request into a Principal; ref "" when it has none. Implemented by identity; called on a
/// worker. Errors: auth.invalid_token.
using Authenticator = std::function<Result<auth::Principal>(const Request&)>;

/// Whether what a route belongs to is there for the principal. Must not block.
using Availability = std::function<Status(const auth::Principal&, const Route&)>;

/// Finds the handler of a request and calls it. Thread-safe after the last add().
class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// Throws std::logic_error for a pattern that cannot be read or that another route of the method already has.
  void add(Route route);
  /// Each route so far becomes what `wrapped` makes of it; method and pattern stay what they are.
  void wrap(const std::function<Route(Route)>& wrapped);
  /// Serves what no route matches outside /api/ (the web UI), without sign-in; GET and HEAD only.
  void set_fallback(Handler handler);
  /// Serves, with any method, whatever no route matches: for a listener whose paths are the clients' own names. Its
  /// pattern and method are not looked at.
  void set_catch_all(Route route) { catch_all_ = std::move(route); }
  void set_authenticator(Authenticator authenticator) { authenticator_ = std::move(authenticator); }
  void set_authorizer(const auth::Authorizer* authorizer) { authorizer_ = authorizer; }
  /// Asked after the permission, for every route but public ones: what it refuses is answered so.
  void set_availability(Availability availability) { availability_ = std::move(availability); }

  /// What a request line leads to. Used by the server before it reads the body; dispatch() answers 404 or 405 when
  /// `route` is null.
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> params;
    std::string allow;  ///< Methods the path has, when only the method does not fit.
  };
  /// `path` as sent, still percent-encoded, without the query. HEAD finds the GET route.
  Match match(std::string_view method, std::string_view path) const;

  /// Authenticates, checks CSRF for cookie sessions and the permission (an outright deny; conditions are the
  /// service's), runs the handler, turns Errors and exceptions into problem+json. Never throws.
  Response dispatch(const Match& match, Request& request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  Result<Response> answer(const Match& match, Request& request) const;
  Status authenticate(const Route& route, Request& request) const;

  class Tree;
  std::vector<Route> routes_;
  std::unique_ptr<Tree> tree_;
  Route fallback_;
  std::optional<Route> catch_all_;
  Authenticator authenticator_;
  Availability availability_;
  const auth::Authorizer* authorizer_ = nullptr;
};

/// RFC 9457 body: {"type","title","status","detail","code","hint","errors":[{"pointer","detail"}],"requestId"}. The
/// status follows from the kind: invalid_input 422, not_found 404, conflict 409, unauthenticated 401, forbidden 403,
/// unavailable 503, failed 500. A few codes of the kernel have their own: see problem.cpp.
Response problem(const Error& error, std::string_view request_id);

/// The X-CSRF-Token that goes with a session cookie's value: derived from it one way, so that a cookie planted by a
/// neighbouring host is of no use.
std::string csrf_token_for(std::string_view session_cookie_value);

/// A route as the API document names it.
struct OpenapiOperation {
  std::string method;  ///< "get"
  std::string path;    ///< Parameters without their type: "/api/v1/runs/{id}".
  std::string permission;
  auto operator<=>(const OpenapiOperation&) const = default;
};
/// The routes that belong into the API document, sorted.
std::vector<OpenapiOperation> openapi_operations(const std::vector<Route>& routes);

/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3), for one path segment or query value.
std::string percent_encode(std::string_view text);

}  // namespace towpath::http
