#pragma once

#include <memory>

#include "base/time.h"
#include "delivery/driver.h"
#include "mariadb_server.h"

namespace towpath::delivery {

/// Type `mysql`: a database and a user that owns it, both named after the resource's gu_id. Outputs host, port, name,
/// database, username; secret: password. Destroying moves the tables to the database "<name>_deleted_<yyyymmdd>" and
/// locks the user; purging drops all of it. `clock` outlives it.
std::unique_ptr<Driver> make_mariadb_driver(std::unique_ptr<MariadbServer> server, const Clock& clock);

}  // namespace towpath::delivery
