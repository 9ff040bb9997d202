#pragma once

#include <cstdint>
#include <string>

#include "db/db.h"

namespace towpath::app {

/// What an operator wants to know of the database.
struct DatabaseFacts {
  std::string engine;   ///< "sqlite" or "postgres".
  std::string version;  ///< As the engine says it: "3.40.1".
  std::int64_t size_bytes = 0;
};

DatabaseFacts database_facts(db::Db& db);

}  // namespace towpath::app
