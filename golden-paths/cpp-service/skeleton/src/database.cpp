#include "database.h"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <utility>

int Rows::size() const { return PQntuples(result_.get()); }

std::string_view Rows::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

void Rows::clear(pg_result* result) { PQclear(result); }

Connection::Connection(const DatabaseConfig& config) : connection_(nullptr, &close) {
  const char* const keys[] = {"host", "port", "dbname", "user", "password", "connect_timeout", "tcp_user_timeout",
                              nullptr};
  const char* const values[] = {config.host.c_str(),
                                config.port.c_str(),
                                config.name.c_str(),
                                config.username.c_str(),
                                config.password.c_str(),
                                "3",
                                "5000",
                                nullptr};
  connection_.reset(PQconnectdbParams(keys, values, 0));
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw DatabaseUnavailable(PQerrorMessage(connection_.get()));
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  run("SET statement_timeout = '5s'; SET timezone = 'UTC'");
}

void Connection::close(pg_conn* connection) { PQfinish(connection); }

Rows Connection::query(const char* sql, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  return checked(PQexecParams(connection_.get(), sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr,
                              nullptr, 0));
}

void Connection::run(const std::string& sql) { checked(PQexec(connection_.get(), sql.c_str())); }

Rows Connection::checked(pg_result* result) {
  Rows rows(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) return rows;
  const std::string message = PQerrorMessage(connection_.get());
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw DatabaseUnavailable(message);
  throw DatabaseError(message);
}

bool Connection::is_alive() {
  // The server says nothing on an idle connection but goodbye, so something to read means that it is closing.
  pollfd socket{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
  return PQstatus(connection_.get()) == CONNECTION_OK && poll(&socket, 1, 0) == 0;
}

Pool::Lease Pool::take() {
  std::unique_ptr<Connection> connection;
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(2), [this] { return free_places_ > 0; })) {
      throw DatabaseUnavailable("no free database connection within 2 s");
    }
    --free_places_;
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  try {
    if (!connection || !connection->is_alive()) connection = std::make_unique<Connection>(config_);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
  return Lease(*this, std::move(connection));
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  const bool keep = connection && connection->is_alive();
  {
    std::lock_guard lock(mutex_);
    ++free_places_;
    if (keep) idle_.push_back(std::move(connection));
  }
  changed_.notify_one();
}
