#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/http.h"
#include "log_reader.h"
#include "module/module.h"
#include "observe/module.h"

namespace towpath::observe {

/// What to read of a place's log.
struct LogQuery {
  std::string component, environment;
  LogFilter filter;
  std::optional<LogPoint> after, before;  ///< At most one; without either the newest lines.
  bool is_from_start = false;             ///< Without a point: the oldest lines of the range instead.
  std::size_t limit = 200;
};

/// Logs of workloads. Permission: log.read. Thread-safe.
class LogService {
 public:
  LogService(const Kernel& kernel, ObservePorts& ports) : kernel_(kernel), ports_(ports) {}

  /// Errors: observe.not_found, auth.forbidden, observe.invalid_cursor, those of SecretMask::learn().
  Result<LogPage> page(const auth::Principal& principal, const LogQuery& query);
  /// A place whose log may be followed. Errors as page().
  Result<Place> followable(const auth::Principal& principal, const LogQuery& query);
  /// Sends lines from `query.after` (or from now) on as they come, until the channel closes: messages of type "lines"
  /// with the point after them as id. Nothing runs while nothing is written.
  void follow(const Place& place, const LogQuery& query, std::shared_ptr<http::SseChannel> channel,
              const std::string& last_event_id);

 private:
  Result<std::vector<LogSource>> sources_of(const Place& place);

  const Kernel& kernel_;
  ObservePorts& ports_;
};

}  // namespace towpath::observe
