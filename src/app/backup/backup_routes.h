#pragma once

#include <functional>

#include "auth/auth.h"
#include "backup/backup.h"
#include "events/events.h"
#include "http/http.h"

namespace towpath::app {

/// POST /api/v1/backups {"includeKey": bool}: the backup itself as the answer. `source` says what to back up, with the
/// policy of the request. Everything referred to outlives the router.
void add_backup_route(http::Router& router, std::function<BackupSource(KeyPolicy)> source, db::Db& db,
                      events::Events& events, const auth::Authorizer& authorizer, const Clock& clock);

}  // namespace towpath::app
