#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "postgres_server.h"

namespace towpath::delivery {

/// Type `postgres`: a database and a role that owns it, both named after the resource's gu_id. Outputs host, port,
/// name, database, username; secret: password. Destroying keeps the database under "<name>_deleted_<yyyymmdd>" and
/// locks the role; purging drops both, kept ones included. `clock` outlives it.
std::unique_ptr<Driver> make_postgres_driver(std::unique_ptr<PostgresServer> server, const Clock& clock);

}  // namespace towpath::delivery
