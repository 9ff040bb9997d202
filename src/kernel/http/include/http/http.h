#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
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

/// A request body that did not fit in memory or whose route asked for it streamed. Blocking; one thread.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// Up to `limit` bytes; empty at the end. Errors: http.body_too_large, http.client_gone.
  virtual Result<std::string> read(std::size_t limit) = 0;
};

struct Request {
  std::string method;
  std::string target;                            ///< As sent: path and query.
  std::string path;                              ///< Percent-decoded.
  std::map<std::string, std::string> query;      ///< Percent-decoded; the last of a repeated name.
  std::map<std::string, std::string> params;     ///< Typed path parameters, decoded and checked.
  Headers headers;
  std::string body;                              ///< Complete, unless the route streams it.
  BodyReader* body_stream = nullptr;             ///< Set for routes with BodyMode::stream.
  auth::Principal principal;                     ///< Set by the router's authenticator; ref "" when nobody.
  std::string id;                                ///< Request id, also in X-Request-Id and in every log line.
  std::string remote_address;
  bool is_tls = false;
  std::map<std::string, std::string> cookies;

  std::string_view param(std::string_view name) const;                       ///< Precondition: the pattern has it.
  std::optional<std::string> query_value(std::string_view name) const;
};

/// Where a streamed response goes. Blocking; one thread; write() waits while the client is slow.
class Writer {
 public:
  virtual ~Writer() = default;
  /// False when the client has gone or the server drains: stop then.
  virtual bool write(std::string_view bytes) = 0;
  virtual std::stop_token gone() const = 0;
};

/// One server-sent event. `id` makes resume by Last-Event-ID possible.
struct SseEvent {
  std::string id;
  std::string event;
  std::string data;
};

/// The open end of an SSE response: push from any thread; holds no worker. The queue is bounded: when a client is too
/// slow the stream is closed and the client resumes by Last-Event-ID.
class SseChannel {
 public:
  virtual ~SseChannel() = default;
  /// False when the client has gone.
  virtual bool push(SseEvent event) = 0;
  virtual void close() = 0;
  /// Called once when the client is gone or the server drains.
  virtual void on_close(std::function<void()> callback) = 0;
};

/// A WebSocket after its handshake: messages in by callback, out by send(). Thread-safe; holds no worker.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  virtual bool send(std::string message, bool is_binary) = 0;
  virtual void close() = 0;
  virtual void on_message(std::function<void(std::string message, bool is_binary)> callback) = 0;
  virtual void on_close(std::function<void()> callback) = 0;
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  Headers headers;
  /// At most one of these; the body is then ignored.
  std::function<void(Writer&)> stream = {};                            ///< Runs on a worker for its whole length.
  std::function<void(std::shared_ptr<SseChannel>, std::string last_event_id)> sse = {};  ///< shared: producer and connection.
  std::function<void(std::shared_ptr<WebSocket>)> websocket = {};
  std::string file;                                                     ///< Sent from this file by the server.
};

Response json_response(int status, std::string body);
Response no_content();

/// A handler is ordinary blocking code on a worker thread. An Error becomes problem+json in the router.
using Handler = std::function<Result<Response>(const Request&)>;

enum class BodyMode { buffered, stream };

/// One route. `pattern`: "/api/v1/runs/{id:ulid}/nodes/{key}"; a parameter's type is text (default), ulid, int, slug,
/// or path (the rest, slashes included, last only). A value that does not fit its type is 404.
struct Route {
  std::string method;
  std::string pattern;
  std::string permission;  ///< "<noun>.<verb>"; "public" needs no sign-in, "signed_in" any principal.
  Handler handler;
  BodyMode body_mode = BodyMode::buffered;
  std::size_t body_limit = 1 << 20;  ///< Bytes; over it is 413.
  bool in_openapi = true;            ///< False for git transport, UI assets and foreign-client shapes.
};

/// Turns the credentials of a request into a Principal. Implemented by identity. Errors: auth.invalid_token.
using Authenticator = std::function<Result<auth::Principal>(const Request&)>;

/// Thread-safe after the last add().
class Router {
 public:
  void add(Route route);
  /// Serves what no route matches (the web UI); GET and HEAD only.
  void set_fallback(Handler handler) { fallback_ = std::move(handler); }
  void set_authenticator(Authenticator authenticator) { authenticator_ = std::move(authenticator); }
  void set_authorizer(const auth::Authorizer* authorizer) { authorizer_ = authorizer; }

  /// The route and its parameters, or the error to answer (404, 405). Used by the server before it reads the body.
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> params;
  };
  Result<Match> match(std::string_view method, std::string_view path) const;

  /// Authenticates, checks the permission (an outright deny; conditions are the service's), checks CSRF for cookie
  /// sessions, runs the handler, turns Errors and exceptions into problem+json. Never throws.
  Response dispatch(const Match& match, Request& request) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  Handler fallback_;
  Authenticator authenticator_;
  const auth::Authorizer* authorizer_ = nullptr;
};

/// RFC 9457 body: {"type","title","status","detail","code","hint","errors":[{"pointer","detail"}],"requestId"}.
Response problem(const Error& error, std::string_view request_id);

}  // namespace towpath::http
