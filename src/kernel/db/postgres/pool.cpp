#include "postgres/pool.h"

namespace towpath::db {

PgPool::PgPool(std::string url, Durability durability, int size)
    : url_(std::move(url)), durability_(durability), places_(size) {}

PgPool::Lease PgPool::take() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return places_ > 0; });
    --places_;
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      // A server that restarted has said goodbye on every idle connection.
      if (connection->is_alive()) return {*this, std::move(connection)};
    }
  }
  try {
    return {*this, std::make_unique<PgConnection>(url_, durability_)};
  } catch (const DatabaseError&) {
    give_back(nullptr);
    throw;
  }
}

void PgPool::give_back(std::unique_ptr<PgConnection> connection) {
  if (connection) connection->drop_deferred();
  if (connection && (!connection->is_usable() || connection->in_transaction())) connection.reset();
  {
    std::lock_guard lock(mutex_);
    if (connection) idle_.push_back(std::move(connection));
    ++places_;
  }
  returned_.notify_one();
}

}  // namespace towpath::db
