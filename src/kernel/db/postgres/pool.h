#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "postgres/connection.h"

namespace towpath::db {

/// A bounded set of connections, made when first needed, lent to one thread each. Thread-safe.
class PgPool {
 public:
  PgPool(std::string url, Durability durability, int size);

  /// Gives its connection back at the end; one that is broken or still inside a transaction is closed instead.
  class Lease {
   public:
    Lease(PgPool& pool, std::unique_ptr<PgConnection> connection) : pool_(pool), connection_(std::move(connection)) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    PgConnection& operator*() { return *connection_; }
    PgConnection* operator->() { return connection_.get(); }

   private:
    PgPool& pool_;
    std::unique_ptr<PgConnection> connection_;
  };

  /// Waits for a free place; connects when no idle connection is there.
  Lease take();
  const std::string& url() const { return url_; }
  Durability durability() const { return durability_; }

 private:
  void give_back(std::unique_ptr<PgConnection> connection);

  const std::string url_;
  const Durability durability_;
  std::mutex mutex_;  // guards idle_, places_
  std::condition_variable returned_;
  std::vector<std::unique_ptr<PgConnection>> idle_;
  int places_;
};

}  // namespace towpath::db
