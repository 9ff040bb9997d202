#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::cli {

/// Which server to talk to and as whom.
struct Server {
  std::string url;
  Secret token;
};

/// TOWPATH_URL and TOWPATH_TOKEN, else what `login` stored for the server, else the local default.
Server current_server();

/// Where `login` keeps servers and tokens: one JSON file, mode 0600, below the user's configuration folder.
std::string credentials_file();
Status store_server(const Server& server);

/// The API of one server. Blocking.
class ApiClient {
 public:
  explicit ApiClient(Server server) : server_(std::move(server)) {}

  /// The decoded body of a 2xx answer (null when it has none), or the server's problem as an Error. Errors of its own:
  /// http.unreachable with the hint how to start or name a server.
  Result<boost::json::value> call(std::string_view method, const std::string& path,
                                  const boost::json::value& body = nullptr) const;
  Result<boost::json::value> get(const std::string& path) const { return call("GET", path); }
  Result<boost::json::value> post(const std::string& path, const boost::json::value& body) const {
    return call("POST", path, body);
  }

  /// All pages of a list as one: `items` of every page, `next` null. `path` may have a query.
  Result<boost::json::value> all(const std::string& path) const;

  /// Server-sent events until the stream ends or `on_event` answers false. Reconnects with Last-Event-ID.
  Status stream(const std::string& path,
                const std::function<bool(std::string_view event, const boost::json::value& data)>& on_event) const;

  const Server& server() const { return server_; }

 private:
  Server server_;
};

/// Percent-encodes one path segment or query value.
std::string encode(std::string_view text);

}  // namespace towpath::cli
