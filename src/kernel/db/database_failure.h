#pragma once

#include <string>

#include "base/no_space.h"
#include "db/db.h"

namespace towpath::db {

/// Throws a DatabaseError; for a full disk one that is a NoSpace, too.
[[noreturn]] inline void throw_failure(DatabaseError::Reason reason, const std::string& message) {
  struct FullDisk final : DatabaseError, NoSpace {
    using DatabaseError::DatabaseError;
  };
  if (reason == DatabaseError::Reason::disk_full) throw FullDisk(reason, message);
  throw DatabaseError(reason, message);
}

}  // namespace towpath::db
