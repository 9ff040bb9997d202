#include "mariadb_store.h"

#include <fmt/format.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "base/strings.h"

namespace towpath::delivery {

namespace {

constexpr unsigned connect_seconds = 5;
constexpr int first_client_error = 2'000, last_client_error = 2'999;
// What the client may be asked for: never the password in clear.
constexpr const char* ways_to_sign_in = "mysql_native_password,client_ed25519,caching_sha2_password";

Error unreachable(std::string_view why) {
  return unavailable("delivery.mariadb_unreachable",
                     fmt::format("the MariaDB server for workloads cannot be reached: {}", why))
      .with_hint("check that it runs and that the configured address, user and password are right")
      .with_retry_after(std::chrono::seconds(5));
}

/// A name for a statement.
std::string as_name(std::string_view identifier) { return fmt::format("`{}`", replace_all(identifier, "`", "``")); }

/// In a grant, `_` and `%` of a database's name stand for any character unless they are escaped.
std::string grant_name(std::string_view database) {
  return as_name(replace_all(replace_all(database, "_", "\\_"), "%", "\\%"));
}

std::string sha1(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("SHA-1 is not available");
  return {reinterpret_cast<const char*>(digest.data()), size};
}

}  // namespace

std::string mariadb_password_hash(const Secret& password) {
  auto hash = to_hex(sha1(sha1(password.reveal())));
  for (char& c : hash)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  return "*" + hash;
}

std::string first_mariadb_statements(const std::string& admin, const Secret& password) {
  return fmt::format(
      "FLUSH PRIVILEGES;\n"
      "CREATE USER `{0}`@'127.0.0.1' IDENTIFIED WITH mysql_native_password AS '{1}';\n"
      "GRANT ALL PRIVILEGES ON *.* TO `{0}`@'127.0.0.1' WITH GRANT OPTION;\n"
      "DELETE FROM mysql.global_priv WHERE User NOT IN ('{0}', 'mariadb.sys');\n"
      "DELETE FROM mysql.proxies_priv;\n",
      admin, mariadb_password_hash(password));
}

void MariadbStore::Close::operator()(st_mysql* connection) const { mysql_close(connection); }

Result<MariadbStore> MariadbStore::open(const ServiceAddress& address, std::chrono::milliseconds deadline) {
  static std::once_flag once;  // mysql_init() would do it, not thread-safely.
  std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
  MariadbStore store(mysql_init(nullptr), address);
  auto* const handle = store.connection_.get();
  if (handle == nullptr) throw std::bad_alloc();
  const unsigned seconds = static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(deadline).count());
  const unsigned no = 0;
  mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
  mysql_optionsv(handle, MYSQL_OPT_READ_TIMEOUT, &seconds);
  mysql_optionsv(handle, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
  mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &no);  // The server must not ask for files of ours.
  mysql_optionsv(handle, MARIADB_OPT_RESTRICTED_AUTH, ways_to_sign_in);
  // By TCP always: "localhost" would mean a socket.
  const unsigned protocol = MYSQL_PROTOCOL_TCP;
  mysql_optionsv(handle, MYSQL_OPT_PROTOCOL, &protocol);
  if (mysql_real_connect(handle, address.host.c_str(), address.user.c_str(), address.password.reveal().c_str(), nullptr,
                         static_cast<unsigned>(address.port), nullptr, 0) == nullptr)
    return unreachable(mysql_error(handle));
  return store;
}

Result<MariadbStore::Rows> MariadbStore::run(const std::string& sql) {
  auto* const handle = connection_.get();
  if (mysql_real_query(handle, sql.data(), sql.size()) != 0) {
    const auto number = static_cast<int>(mysql_errno(handle));
    if (number >= first_client_error && number <= last_client_error) return unreachable(mysql_error(handle));
    // Words about a statement's form repeat pieces of the statement.
    const std::string why =
        number == ER_PARSE_ERROR ? "this server does not know the form of a statement" : mysql_error(handle);
    return failed("delivery.mariadb_refused", fmt::format("MariaDB refused ({}): {}", number, why))
        .with_hint("check what the configured user may do and that the server is MariaDB 10.5 or later");
  }
  Rows rows;
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(handle), mysql_free_result);
  if (!result) {
    if (mysql_field_count(handle) != 0) return unreachable(mysql_error(handle));
    return rows;
  }
  while (const MYSQL_ROW row = mysql_fetch_row(result.get())) {
    const auto* const lengths = mysql_fetch_lengths(result.get());
    auto& fields = rows.emplace_back();
    for (unsigned column = 0; column < mysql_num_fields(result.get()); ++column)
      fields.emplace_back(row[column] == nullptr ? std::string() : std::string(row[column], lengths[column]));
  }
  return rows;
}

Status MariadbStore::execute(const std::string& sql) {
  CHECK_OK(run(sql));
  return ok();
}

std::string MariadbStore::literal(std::string_view text) {
  std::string escaped(2 * text.size() + 1, '\0');
  escaped.resize(mysql_real_escape_string(connection_.get(), escaped.data(), text.data(), text.size()));
  return "'" + escaped + "'";
}

Result<bool> MariadbStore::has_user(const std::string& user) {
  TRY(const auto answer, run(fmt::format("SELECT 1 FROM mysql.user WHERE User = {} AND Host = '%'", literal(user))));
  return !answer.empty();
}

Result<bool> MariadbStore::has_database(const std::string& database) {
  TRY(const auto answer,
      run(fmt::format("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {}", literal(database))));
  return !answer.empty();
}

Status MariadbStore::put_user(const std::string& user, const Secret& password) {
  const auto rest = fmt::format("{}@'%' IDENTIFIED WITH mysql_native_password AS {}", as_name(user),
                                literal(mariadb_password_hash(password)));
  CHECK_OK(execute("CREATE USER IF NOT EXISTS " + rest));
  return execute("ALTER USER " + rest + " ACCOUNT UNLOCK");
}

Status MariadbStore::lock_user(const std::string& user) {
  TRY(const bool exists, has_user(user));
  if (exists) CHECK_OK(execute(fmt::format("ALTER USER {}@'%' ACCOUNT LOCK", as_name(user))));
  TRY(const auto connections,
      run(fmt::format("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = {}", literal(user))));
  for (const auto& row : connections) {
    const auto ended = run(fmt::format("KILL {}", std::strtoull(row.front().c_str(), nullptr, 10)));
    // One that ended by itself meanwhile is fine.
    if (!ended && mysql_errno(connection_.get()) != ER_NO_SUCH_THREAD) return ended.error();
  }
  return ok();
}

Status MariadbStore::drop_user(const std::string& user) {
  return execute(fmt::format("DROP USER IF EXISTS {}@'%'", as_name(user)));
}

Status MariadbStore::create_database(const std::string& database, const std::string& user) {
  CHECK_OK(execute(fmt::format("CREATE DATABASE IF NOT EXISTS {} CHARACTER SET utf8mb4", as_name(database))));
  return execute(fmt::format("GRANT ALL PRIVILEGES ON {}.* TO {}@'%'", grant_name(database), as_name(user)));
}

Result<std::size_t> MariadbStore::move_database(const std::string& database, const std::string& to) {
  const auto name = literal(database);
  TRY(const auto others,
      run(fmt::format("SELECT (SELECT COUNT(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {0})"
                      " + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {0})"
                      " + (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {0})",
                      name)));
  TRY(const auto triggers,
      run(fmt::format("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {}", name)));
  TRY(const auto tables,
      run(fmt::format(
          "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} AND TABLE_TYPE <> 'VIEW'", name)));
  CHECK_OK(execute(fmt::format("CREATE DATABASE {} CHARACTER SET utf8mb4", as_name(to))));
  // A table with a trigger cannot change its database.
  for (const auto& row : triggers)
    CHECK_OK(execute(fmt::format("DROP TRIGGER IF EXISTS {}.{}", as_name(database), as_name(row.front()))));
  std::vector<std::string> moves;
  for (const auto& row : tables)
    moves.push_back(fmt::format("{0}.{2} TO {1}.{2}", as_name(database), as_name(to), as_name(row.front())));
  // In one statement: references between tables are kept.
  if (!moves.empty()) CHECK_OK(execute("RENAME TABLE " + join(moves, ", ")));
  CHECK_OK(drop_database(database));
  return triggers.size() + std::strtoull(others.front().front().c_str(), nullptr, 10);
}

Status MariadbStore::drop_database(const std::string& database) {
  return execute(fmt::format("DROP DATABASE IF EXISTS {}", as_name(database)));
}

Result<std::vector<std::string>> MariadbStore::databases_with_prefix(const std::string& prefix) {
  TRY(const auto answer, run(fmt::format("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA"
                                         " WHERE LEFT(SCHEMA_NAME, {}) = {} ORDER BY SCHEMA_NAME",
                                         prefix.size(), literal(prefix))));
  std::vector<std::string> names;
  for (const auto& row : answer) names.push_back(row.front());
  return names;
}

}  // namespace towpath::delivery
