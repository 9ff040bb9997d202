#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "sqlite/connection.h"

namespace towpath::db {

/// Moves the write-ahead log into the database file on a thread and connection of its own, so that commits do not wait
/// for it, each time the log has grown by a fixed size. Zero work while nothing is written. Thread-safe.
class SqliteCheckpointer {
 public:
  /// Watches the commits of `writer`, which must outlive this object.
  SqliteCheckpointer(const std::string& path, SqliteConnection& writer, Durability durability);
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

 private:
  static int on_commit(void* self, sqlite3* handle, const char* schema, int log_pages);
  void work();

  SqliteConnection& writer_;
  SqliteConnection connection_;
  int last_log_pages_ = 0;  // writer's thread only, like next_at_
  int next_at_;
  std::mutex mutex_;  // guards wanted_, running_, stopping_
  std::condition_variable changed_;
  bool wanted_ = false;
  bool running_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace towpath::db
