#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace towpath::db {

/// Keeps other processes out for as long as it lives, also when this process is killed: the kernel drops the lock.
class FileLock {
 public:
  /// Takes the lock file at `path`, making it when absent, and writes this process's pid into it.
  /// Errors: db.in_use (names the holder's pid), db.open_failed.
  static Result<std::unique_ptr<FileLock>> take(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace towpath::db
