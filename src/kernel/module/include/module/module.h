#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"
#include "blob/blob.h"
#include "db/db.h"
#include "events/events.h"
#include "gate/gate.h"
#include "http/http.h"
#include "jobs/jobs.h"

namespace towpath {

/// What the kernel lends to every module. Modules keep references; the kernel outlives them.
struct Kernel {
  db::Db& db;
  events::Events& events;
  jobs::Jobs& jobs;
  blob::Blobs& blobs;
  const auth::Authorizer& authorizer;
  const Clock& clock;
  std::string host_id;         ///< This machine, in every row that names a process, port, repository, log or file.
  std::string data_directory;  ///< Absolute; a module uses the sub-folder of its own name.
  gate::Gates& gates;          ///< Asked before a step that guardrails may stop.
};

/// A business module as the app sees it. Calls come once, in this order, on the main thread: migrations(), routes(),
/// start(). stop() comes first on the way down, in reverse order of construction, then the destructor.
class Module {
 public:
  virtual ~Module() = default;
  virtual std::string_view name() const = 0;
  virtual std::vector<db::Migration> migrations() const { return {}; }
  virtual void routes(http::Router& router) { (void)router; }
  /// Begins background work: the database is migrated and every port is plugged.
  virtual void start() {}
  /// Ends background work; must return promptly.
  virtual void stop() {}
};

}  // namespace towpath
