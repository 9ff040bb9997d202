#include "database_store.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "base/product.h"
#include "base/strings.h"

namespace towpath::delivery {

namespace {

constexpr int version_with_strategy = 150'000;
// SQLSTATE codes, PostgreSQL 15 documentation, appendix A.
constexpr std::string_view duplicate_object = "42710", duplicate_database = "42P04";

Error unreachable(std::string_view why) {
  return unavailable("delivery.postgres_unreachable",
                     fmt::format("the PostgreSQL server for workloads cannot be reached: {}", trim(why)))
      .with_hint("check that it runs and that the configured address, user and password are right")
      .with_retry_after(std::chrono::seconds(5));
}

using Parts = std::vector<std::pair<const char*, std::string>>;

PGconn* connect_parts(const Parts& parts) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : parts) {
    keys.push_back(key);
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectdbParams(keys.data(), values.data(), 1);
}

/// A pattern that means its text in LIKE.
std::string like_escaped(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "\\", "\\\\"), "%", "\\%"), "_", "\\_");
}

}  // namespace

void DatabaseStore::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

Result<DatabaseStore> DatabaseStore::open(const PostgresAddress& address, std::chrono::milliseconds statement_timeout) {
  Parts parts;
  if (!address.dsn.empty()) {
    // A string that does not parse is answered with pieces of it, which may be the password.
    if (auto* options = PQconninfoParse(address.dsn.reveal().c_str(), nullptr))
      PQconninfoFree(options);
    else
      return unreachable("the configured address is not a PostgreSQL connection string");
    parts = {{"dbname", address.dsn.reveal()}};
  } else {
    parts = {{"host", address.host},
             {"port", std::to_string(address.port)},
             {"user", address.user},
             {"password", address.password.reveal()},
             {"dbname", "postgres"}};
  }
  parts.emplace_back("connect_timeout", "5");
  parts.emplace_back("application_name", std::string(product::binary));
  parts.emplace_back("options",
                     fmt::format("-c statement_timeout={} -c client_min_messages=warning", statement_timeout.count()));
  DatabaseStore store(connect_parts(parts));
  if (PQstatus(store.connection_.get()) != CONNECTION_OK) return unreachable(PQerrorMessage(store.connection_.get()));
  return store;
}

bool DatabaseStore::is_ready(const std::string& host, int port) {
  const auto place = std::to_string(port);
  const char* const keys[] = {"host", "port", "connect_timeout", nullptr};
  const char* const values[] = {host.c_str(), place.c_str(), "2", nullptr};
  return PQpingParams(keys, values, 0) == PQPING_OK;
}

std::string DatabaseStore::host() const {
  const std::string host = PQhost(connection_.get());
  return host.empty() || host.starts_with('/') ? "127.0.0.1" : host;  // A Unix socket is no address for workloads.
}

int DatabaseStore::port() const { return std::atoi(PQport(connection_.get())); }

Result<DatabaseStore::Rows> DatabaseStore::run(const std::string& sql, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr,
                   nullptr, 0),
      PQclear);
  const auto status = PQresultStatus(result.get());
  if (PQstatus(connection_.get()) != CONNECTION_OK) return unreachable("it closed the connection");
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const auto field = [&](int code) {
      const char* text = PQresultErrorField(result.get(), code);
      return std::string(text == nullptr ? "" : text);
    };
    last_state_ = field(PG_DIAG_SQLSTATE);
    // The message only: context and position would repeat the statement.
    return failed("delivery.postgres_refused",
                  fmt::format("PostgreSQL refused ({}): {}", last_state_, field(PG_DIAG_MESSAGE_PRIMARY)))
        .with_hint(field(PG_DIAG_MESSAGE_HINT));
  }
  Rows rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    auto& fields = rows.emplace_back();
    for (int column = 0; column < PQnfields(result.get()); ++column)
      fields.emplace_back(PQgetvalue(result.get(), row, column));
  }
  return rows;
}

Status DatabaseStore::execute(const std::string& sql) {
  CHECK_OK(run(sql));
  return ok();
}

std::string DatabaseStore::quoted(const std::string& identifier) {
  char* text = PQescapeIdentifier(connection_.get(), identifier.data(), identifier.size());
  if (text == nullptr) throw std::runtime_error("a database name cannot be quoted");
  std::string copy = text;
  PQfreemem(text);
  return copy;
}

Result<bool> DatabaseStore::has_role(const std::string& role) {
  TRY(const auto answer, run("SELECT 1 FROM pg_roles WHERE rolname = $1", {role}));
  return !answer.empty();
}

Result<bool> DatabaseStore::has_database(const std::string& database) {
  TRY(const auto answer, run("SELECT 1 FROM pg_database WHERE datname = $1", {database}));
  return !answer.empty();
}

Status DatabaseStore::put_role(const std::string& role, const Secret& password) {
  char* made = PQencryptPasswordConn(connection_.get(), password.reveal().c_str(), role.c_str(), "scram-sha-256");
  if (made == nullptr) return unreachable("no verifier could be made of a password");
  const std::unique_ptr<char, decltype(&PQfreemem)> verifier(made, PQfreemem);
  const std::unique_ptr<char, decltype(&PQfreemem)> literal(
      PQescapeLiteral(connection_.get(), made, std::string_view(made).size()), PQfreemem);
  const auto rest = fmt::format(" {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}", quoted(role),
                                literal.get());
  TRY(const bool exists, has_role(role));
  if (!exists) {
    const auto created = run("CREATE ROLE" + rest);
    if (created) return ok();
    // Another try of the same resource was faster.
    if (last_state_ != duplicate_object) return created.error();
  }
  return execute("ALTER ROLE" + rest);
}

Status DatabaseStore::put_login(const std::string& role, const Secret& password, const std::string& owner) {
  CHECK_OK(put_role(role, password));
  CHECK_OK(execute(fmt::format("GRANT {} TO {}", quoted(owner), quoted(role))));
  return execute(fmt::format("ALTER ROLE {} SET role = {}", quoted(role), quoted(owner)));
}

Status DatabaseStore::end_sessions(const std::string& role) {
  CHECK_OK(run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1", {role}));
  return ok();
}

Status DatabaseStore::lock_role(const std::string& role) {
  TRY(const bool exists, has_role(role));
  return exists ? execute(fmt::format("ALTER ROLE {} NOLOGIN", quoted(role))) : ok();
}

Status DatabaseStore::drop_role(const std::string& role) {
  return execute(fmt::format("DROP ROLE IF EXISTS {}", quoted(role)));
}

Status DatabaseStore::create_database(const std::string& database, const std::string& owner) {
  TRY(const bool exists, has_database(database));
  if (!exists) {
    TRY(const auto super, run("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"));
    // Only members of a role may make a database for it, superusers excepted (managed servers have none).
    if (super.empty()) CHECK_OK(execute(fmt::format("GRANT {} TO CURRENT_USER", quoted(owner))));
    // Copying template pages through the WAL spares the two checkpoints of the older way: 0.1 s instead of 1.6 s.
    const auto* strategy = PQserverVersion(connection_.get()) >= version_with_strategy ? " STRATEGY wal_log" : "";
    const auto created = run(fmt::format("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0{}",
                                         quoted(database), quoted(owner), strategy));
    if (!created && last_state_ != duplicate_database) return created.error();
  } else {
    CHECK_OK(let_in(database));  // A removal of it may have been interrupted.
  }
  return execute(fmt::format("REVOKE ALL ON DATABASE {} FROM PUBLIC", quoted(database)));
}

Status DatabaseStore::rename_database(const std::string& database, const std::string& to) {
  // Nobody may come while its connections are ended; the new name lets an administrator in again.
  CHECK_OK(execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS false", quoted(database))));
  CHECK_OK(run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", {database}));
  CHECK_OK(execute(fmt::format("ALTER DATABASE {} RENAME TO {}", quoted(database), quoted(to))));
  return let_in(to);
}

Status DatabaseStore::let_in(const std::string& database) {
  return execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS true", quoted(database)));
}

Status DatabaseStore::drop_database(const std::string& database) {
  return execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(database)));
}

Result<std::vector<std::string>> DatabaseStore::databases_with_prefix(const std::string& prefix) {
  TRY(const auto answer,
      run("SELECT datname FROM pg_database WHERE datname LIKE $1 ORDER BY datname", {like_escaped(prefix) + "%"}));
  std::vector<std::string> names;
  for (const auto& row : answer) names.push_back(row.front());
  return names;
}

}  // namespace towpath::delivery
