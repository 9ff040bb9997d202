#pragma once

#include <memory>

#include "db/db.h"

namespace towpath::db {

Result<std::unique_ptr<Db>> open_sqlite(const OpenOptions& options);

}  // namespace towpath::db
