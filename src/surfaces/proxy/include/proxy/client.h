#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "process/shim.h"
#include "proxy/proxy.h"
#include "proxy/table.h"

namespace towpath::proxy {

/// What a proxy says of itself.
struct Hello {
  int protocol = 0;
  std::string version;  ///< Of its binary: version and commit.
  int pid = 0;
  int port = 0;                            ///< Where workloads answer.
  std::int64_t fence = 0, generation = 0;  ///< Of the table in effect.
};

/// Talks to the proxy of a data directory over its control socket (protocol in README.md). Blocking, thread-safe; each
/// call is a connection of its own, tried again for `patience` while the proxy is being started or replaced. Errors of
/// all: proxy.unavailable.
class ProxyClient {
 public:
  explicit ProxyClient(std::filesystem::path data_directory,
                       std::chrono::milliseconds patience = std::chrono::seconds(3));

  Result<Hello> hello() const;
  /// Returns when the table is in effect and on disk. Errors: proxy.stale_table (a table as new or newer is in effect),
  /// proxy.invalid_table.
  Status set_table(const Table& table) const;
  Result<std::vector<RouteMetrics>> metrics() const;
  /// Requests and tunnels that still go to 127.0.0.1:`port`, those of a proxy that is being replaced included.
  Result<std::uint64_t> in_flight(int port) const;

 private:
  struct Answer {
    std::string text;
    bool was_repeated = false;  ///< An earlier try was sent and never answered.
  };
  Result<Answer> call(const std::string& request) const;

  std::filesystem::path directory_;
  std::chrono::milliseconds patience_;
};

/// Hears from the proxy which sleeping routes are asked for, on a thread of its own that waits for word; it connects
/// again when the proxy is replaced, and hears then of all that are asked for.
class AskedRoutes {
 public:
  /// `on_asked` gets ids of routes; it may block, and what is asked for meanwhile comes with the next call.
  AskedRoutes(std::filesystem::path data_directory, std::function<void(const std::vector<std::string>&)> on_asked);
  /// Returns when a call under way has returned.
  ~AskedRoutes();
  AskedRoutes(const AskedRoutes&) = delete;
  AskedRoutes& operator=(const AskedRoutes&) = delete;

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

/// Sees to it that a proxy of this binary's version runs, in a shim of its own outside the server, whatever happens to
/// server, proxy or shim. The shim restarts a proxy that dies; this class starts the first one, replaces one of another
/// version without dropping a connection, and adopts again when a shim died.
class ProxySupervisor {
 public:
  struct Options {
    std::filesystem::path data_directory;
    std::vector<std::string>
        command;          ///< Starts run_proxy() for that directory: {"/usr/bin/towpath", "proxy", "--data", ...}.
    std::string version;  ///< What hello() of the wanted proxy says; see proxy_version().
  };

  /// `shims` outlives the supervisor.
  ProxySupervisor(Options options, process::ShimClient& shims);
  ~ProxySupervisor();

  /// Makes sure that the right proxy runs and answers; returns what it says. Errors: proxy.unavailable, process.*.
  Result<Hello> ensure();

  /// Watches from a thread of its own and calls ensure() when the proxy's instance changed for the worse, until
  /// destroyed. `on_problem` gets what ensure() could not mend.
  void keep(std::function<void(const Error&)> on_problem);

  /// Ends the proxy and its shim (uninstalling, tests). Not called when the server merely ends.
  Status stop(std::chrono::milliseconds grace);

 private:
  class Keeper;
  Result<Hello> launch();
  std::vector<std::pair<int, std::filesystem::path>> instances() const;

  Options options_;
  process::ShimClient& shims_;
  std::unique_ptr<Keeper> keeper_;
};

/// What this binary's proxy answers as Hello::version.
std::string proxy_version();

}  // namespace towpath::proxy
