#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "redis_server.h"

namespace towpath::delivery {

/// Type `redis`: a user, named after the resource's gu_id, for the keys and channels that begin with its name and a
/// colon. Outputs host, port, username, keyPrefix; secret: password. Destroying renames the keys to begin with
/// "<name>_deleted_<yyyymmdd>:" and locks the user; purging removes all of it. `clock` outlives it.
std::unique_ptr<Driver> make_redis_driver(std::unique_ptr<RedisServer> server, const Clock& clock);

}  // namespace towpath::delivery
