#include "sqlite/checkpointer.h"

#include "log/log.h"

namespace towpath::db {
namespace {

/// Log sizes in pages, which have 4 KiB in a database made today. Each time the log has grown by `background_pages` the
/// thread copies while writing goes on. The log starts anew only when it is copied whole, which under unbroken writing
/// the thread never reaches, so from `inline_pages` on the writer itself copies the rest, which is then short. Where
/// the disk is slower than the writer, commits wait for the thread from `waiting_pages` on, so that the log stays
/// bounded.
constexpr int background_pages = 2'000;
constexpr int inline_pages = 8'000;
constexpr int waiting_pages = 12'000;
constexpr int retry_pages = 250;

}  // namespace

SqliteCheckpointer::SqliteCheckpointer(const std::string& path, SqliteConnection& writer, Durability durability)
    : writer_(writer),
      connection_(path, SqliteConnection::Mode::read_write, durability),
      next_at_(background_pages),
      thread_([this] { work(); }) {
  sqlite3_wal_hook(writer_.handle(), &SqliteCheckpointer::on_commit, this);
}

SqliteCheckpointer::~SqliteCheckpointer() {
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

int SqliteCheckpointer::on_commit(void* self, sqlite3* handle, const char* schema, int log_pages) {
  auto& checkpointer = *static_cast<SqliteCheckpointer*>(self);
  if (log_pages < checkpointer.last_log_pages_) checkpointer.next_at_ = background_pages;  // The log started anew.
  checkpointer.last_log_pages_ = log_pages;
  if (log_pages < checkpointer.next_at_) return SQLITE_OK;
  std::unique_lock lock(checkpointer.mutex_);
  if (log_pages < inline_pages) {
    checkpointer.next_at_ = log_pages + background_pages;
    checkpointer.wanted_ = true;
    checkpointer.changed_.notify_all();
    return SQLITE_OK;
  }
  checkpointer.next_at_ = log_pages + retry_pages;
  if (log_pages >= waiting_pages) checkpointer.changed_.wait(lock, [&] { return !checkpointer.running_; });
  lock.unlock();
  // The answer does not matter: the background copy or a reader of an old snapshot may be in the way, and a commit soon
  // after tries again.
  sqlite3_wal_checkpoint_v2(handle, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return SQLITE_OK;
}

void SqliteCheckpointer::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || wanted_; });
    if (stopping_) return;
    wanted_ = false;
    running_ = true;
    lock.unlock();
    const int result =
        sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY)
      log::error("database checkpoint failed", {{"error", sqlite3_errmsg(connection_.handle())}});
    lock.lock();
    running_ = false;
    changed_.notify_all();
  }
}

}  // namespace towpath::db
