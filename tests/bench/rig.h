#pragma once

#include <memory>
#include <string>

#include "auth/auth.h"
#include "blob/blob.h"
#include "db/testing/databases.h"
#include "events/events.h"
#include "jobs/jobs.h"
#include "module/module.h"

namespace towpath::bench {

struct AllowAll final : auth::Authorizer {
  auth::Decision decide(const auth::Principal&, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    return decision;
  }
};

/// What a module needs below it, real but for the permissions, in a folder of its own. The database is new, and
/// migrated with what `migrations` names after those of the event log.
class Rig {
 public:
  Rig(const std::string& database_url, db::Durability durability, std::vector<db::Migration> migrations);
  ~Rig();

  Kernel kernel();
  db::Db& db() { return *db_; }
  events::Events& events() { return *events_; }
  const std::string& folder() const { return folder_.path(); }

 private:
  db::testing::TemporaryFolder folder_;
  SystemClock clock_;
  gate::Gates gates_;
  AllowAll authorizer_;
  std::unique_ptr<db::Db> db_;
  std::unique_ptr<blob::Blobs> blobs_;
  std::unique_ptr<events::Events> events_;
  std::unique_ptr<jobs::Jobs> jobs_;
};

}  // namespace towpath::bench
