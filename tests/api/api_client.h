#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "http/client.h"

namespace towpath::testing {

/// The string at a JSON Pointer, "" when there is none.
std::string text_at(const boost::json::value& value, std::string_view pointer);

/// What the server answered. `body` is null when the text is not JSON.
struct Answer {
  int status = 0;
  http::Headers headers;
  std::string text;
  boost::json::value body;

  /// Of a problem; "" for anything else.
  std::string code() const { return at("/code"); }
  std::string at(std::string_view pointer) const { return text_at(body, pointer); }
  /// The value at a JSON Pointer of the body, null when there is none.
  boost::json::value value(std::string_view pointer) const;
  /// The pointers of a problem's field errors.
  std::vector<std::string> pointers() const;
};

/// One server-sent event.
struct StreamEvent {
  std::string id, type;
  boost::json::value data;  ///< Null when it is not JSON.

  std::string at(std::string_view pointer) const { return text_at(data, pointer); }
};

/// The API as one caller sees it. Blocking, one thread. A server that does not answer fails the test.
class Api {
 public:
  Api(std::string url, Secret token) : url_(std::move(url)), token_(std::move(token)) {}

  Answer get(const std::string& path) const { return send({.method = "GET", .url = path}); }
  Answer remove(const std::string& path) const { return send({.method = "DELETE", .url = path}); }
  Answer post(const std::string& path, const boost::json::value& body = boost::json::object()) const {
    return with_body("POST", path, boost::json::serialize(body));
  }
  Answer put(const std::string& path, const boost::json::value& body) const {
    return with_body("PUT", path, boost::json::serialize(body));
  }
  Answer patch(const std::string& path, const boost::json::value& body) const {
    return with_body("PATCH", path, boost::json::serialize(body));
  }
  /// A body as it is, sent as JSON.
  Answer with_body(const std::string& method, const std::string& path, std::string body) const;
  /// Any request; its url is a path. The token is added unless the request has an Authorization or Cookie header.
  Answer send(http::ClientRequest request) const;

  /// Events of a stream until `is_enough` says so or the stream ends. Fails the test after `deadline`.
  std::vector<StreamEvent> events(const std::string& path, const std::function<bool(const StreamEvent&)>& is_enough,
                                  const std::string& last_event_id = "",
                                  std::chrono::milliseconds deadline = std::chrono::minutes(4)) const;
  /// What the audit log lists of a type (of all types below one that ends in "."), about a subject where one is given,
  /// once `text` is in it: on PostgreSQL an event is listed a moment after the commit it came with.
  std::string audited(const std::string& type, const std::string& subject, const std::string& text) const;
  /// The run once it has ended, however.
  boost::json::value finished_run(const std::string& id) const;

  const std::string& url() const { return url_; }
  const Secret& token() const { return token_; }

 private:
  std::string url_;
  Secret token_;
};

}  // namespace towpath::testing
