#include "drivers/mariadb_driver.h"

#include <mysql.h>

#include "driver_faults.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

class Host : public ServiceHost {
 public:
  Host() : ServiceHost("mariadb") {}
  static Host& shared() {
    static Host host;
    return host;
  }
  std::unique_ptr<MariadbServer> server() { return make_private_mariadb(folder(), shims(), spawner()); }
  std::unique_ptr<Driver> driver() { return make_mariadb_driver(server(), clock); }
  bool has_mariadb() { return can(server()->check()); }
  MariadbStore store() { return worked(server()->connect(60s, {})); }
  /// As another installation would name this server.
  Secret address(const std::string& user, const std::string& password) {
    return Secret("mysql://" + user + ":" + password + "@127.0.0.1:" + std::to_string(store().port()));
  }
};

const DriverContext context;

ResourceRequest fresh(Driver& driver) { return fresh_request(driver, "mysql"); }

/// First field of the first row, as a workload would get it; or what the server says against it.
std::string ask(const ResourceOutcome& outcome, const std::string& sql, const std::string& database = "") {
  const std::unique_ptr<MYSQL, decltype(&mysql_close)> connection(mysql_init(nullptr), mysql_close);
  const auto name = database.empty() ? output(outcome, "database") : database;
  if (mysql_real_connect(connection.get(), output(outcome, "host").c_str(), output(outcome, "username").c_str(),
                         outcome.secrets.at("password").reveal().c_str(), name.c_str(),
                         static_cast<unsigned>(port_of(outcome)), nullptr, 0) == nullptr)
    return mysql_error(connection.get());
  if (mysql_query(connection.get(), sql.c_str()) != 0) return mysql_error(connection.get());
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(connection.get()),
                                                                        mysql_free_result);
  if (!result) return "";
  const MYSQL_ROW row = mysql_fetch_row(result.get());
  return row == nullptr ? "nothing" : row[0];
}

bool says(const std::string& answer, const std::string& part) { return answer.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the mariadb driver keeps the contract of drivers") {
  if (!Host::shared().has_mariadb()) return;
  const auto driver = Host::shared().driver();

  check_contract(*driver, resource_request("mysql"), true);
}

TEST_CASE("a MariaDB database belongs to its own user and to nobody else") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto driver = host.driver();
  const auto one = worked(driver->apply(fresh(*driver), context)), two = worked(driver->apply(fresh(*driver), context));

  CHECK(ask(one, "CREATE TABLE notes (text VARCHAR(20))") == "");
  CHECK(ask(two, "CREATE TABLE notes (text VARCHAR(20))") == "");
  CHECK(says(ask(one, "SELECT 1", output(two, "database")), "Access denied"));
  CHECK(says(ask(one, "SELECT 1", "mysql"), "Access denied"));
  CHECK(says(ask(one, "CREATE DATABASE mine"), "Access denied"));
  // An underscore in a grant would stand for any character.
  auto near = output(one, "database");
  near[2] = 'x';
  CHECK(says(ask(one, "CREATE DATABASE " + near), "Access denied"));
  auto stolen = one;
  stolen.secrets.insert_or_assign("password", Secret("wrong"));
  CHECK(says(ask(stolen, "SELECT 1"), "Access denied"));
}

TEST_CASE("a MariaDB database that is deleted is kept in another with its user locked, and purging removes all of it") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  const auto outcome = worked(driver->apply(request, context));
  const auto name = output(outcome, "database");
  CHECK(ask(outcome, "CREATE TABLE parents (id INT PRIMARY KEY)") == "");
  CHECK(ask(outcome, "CREATE TABLE children (id INT, parent INT, FOREIGN KEY (parent) REFERENCES parents(id))") == "");
  CHECK(ask(outcome, "INSERT INTO parents VALUES (7)") == "");
  CHECK(ask(outcome, "CREATE VIEW seen AS SELECT * FROM parents") == "");
  CHECK(ask(outcome, "CREATE TRIGGER counted AFTER INSERT ON parents FOR EACH ROW SET @n = 1") == "");
  std::vector<std::string> said;
  DriverContext listening;
  listening.log = [&](std::string_view line) { said.emplace_back(line); };

  worked(driver->destroy(request, false, listening));

  CHECK(join(said, "\n") ==
        "the tables of database " + name + " are kept in " + name +
            "_deleted_20261122\n2 views, triggers, routines and events were removed: they cannot be "
            "moved");
  CHECK(says(ask(outcome, "SELECT 1"), "Access denied, this account is locked"));
  auto store = host.store();
  CHECK(worked(store.databases_with_prefix(name)) == std::vector{name + "_deleted_20261122"});
  worked(driver->apply(request, context));
  CHECK(ask(outcome, "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()") == "0");
  CHECK(says(ask(outcome, "SELECT id FROM " + name + "_deleted_20261122.parents"), "denied"));
  worked(driver->destroy(request, false, context));
  CHECK(worked(store.databases_with_prefix(name)).size() == 2);
  worked(driver->destroy(request, true, context));
  CHECK(worked(store.databases_with_prefix(name)).empty());
  CHECK(!worked(store.has_user(name)));
}

TEST_CASE("a kept MariaDB database goes when the retention time is over, and nothing else does") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto driver = host.driver();
  const auto gone = fresh(*driver), again = fresh(*driver), live = fresh(*driver);
  for (const auto& request : {gone, again, live}) worked(driver->apply(request, context));
  for (const auto& request : {gone, again}) worked(driver->destroy(request, false, context));
  worked(driver->apply(again, context));
  auto store = host.store();
  const auto name = [](const ResourceRequest& request) { return "tp_" + request.gu_id.substr(0, 16); };
  const auto databases = [&](const ResourceRequest& request) {
    return worked(store.databases_with_prefix(name(request))).size();
  };
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());

  worked(driver->remove_kept(today, context));
  CHECK(databases(gone) == 1);
  worked(driver->remove_kept(today + std::chrono::days(1), context));

  CHECK(databases(gone) == 0);
  CHECK(!worked(store.has_user(name(gone))));
  CHECK(databases(again) == 1);
  CHECK(worked(store.has_user(name(again))));
  CHECK(databases(live) == 1);
}

TEST_CASE("a MariaDB server that was killed is started again with its data on its port") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto request = fresh(*host.driver());
  const auto outcome = worked(host.driver()->apply(request, context));
  CHECK(ask(outcome, "CREATE TABLE kept AS SELECT 42 AS n") == "");
  const auto before = host.state();
  CHECK(worked(host.driver()->observe(request, context)).has_value());
  CHECK(host.state().pid == before.pid);  // adopted, not started once more

  host.kill_all();
  const auto revived = worked(host.driver()->observe(request, context));

  REQUIRE(revived.has_value());
  CHECK(revived->outputs == outcome.outputs);
  CHECK(ask(outcome, "SELECT n FROM kept") == "42");
  CHECK(host.state().pid != before.pid);
}

TEST_CASE("a MariaDB resource whose making was interrupted is finished by the next try") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  auto store = host.store();
  worked(store.put_user("tp_" + request.gu_id.substr(0, 16), request.known_secrets.at("password")));
  CHECK(!worked(driver->observe(request, context)).has_value());

  const auto outcome = worked(driver->apply(request, context));

  CHECK(ask(outcome, "SELECT 5") == "5");
}

TEST_CASE("no password of a MariaDB database is on disk in clear, in a log or in arguments") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  std::string said;
  DriverContext listening;
  listening.log = [&](std::string_view line) { said += line; };
  worked(driver->apply(request, listening));
  const auto& password = request.known_secrets.at("password").reveal();

  CHECK(host.places_of(password).empty());
  CHECK(said.find(password) == std::string::npos);
  const auto admin = text_of(host.folder() / "password");
  CHECK(admin.size() == 32);
  CHECK(host.places_of(admin) == std::vector{(host.folder() / "password").string()});
  CHECK(std::filesystem::status(host.folder() / "password").permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(!std::filesystem::exists(host.folder() / "home" / "first.sql"));
}

TEST_CASE("databases are made on a MariaDB server that others run") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  const auto admin = text_of(host.folder() / "password");
  const auto driver = make_mariadb_driver(make_configured_mariadb(host.address("towpath_admin", admin)), host.clock);
  const auto request = fresh(*driver);

  const auto outcome = worked(driver->apply(request, context));

  CHECK(ask(outcome, "SELECT 5") == "5");
  worked(driver->destroy(request, true, context));
  auto store = host.store();
  worked(store.put_user("operator", Secret("operators-own-words")));
  const auto lesser =
      make_mariadb_driver(make_configured_mariadb(host.address("operator", "operators-own-words")), host.clock);
  const auto refused = lesser->apply(fresh(*lesser), context);
  REQUIRE(!refused);  // It may not make users; the server's own words are passed on.
  CHECK(refused.error().code() == "delivery.mariadb_refused");
  CHECK(refused.error().message().find("Access denied") != std::string::npos);
  worked(store.drop_user("operator"));
}

TEST_CASE("a MariaDB administrator's address that cannot be used is an error that does not repeat it") {
  auto& host = Host::shared();
  std::vector<std::pair<Secret, std::string>> addresses{
      {Secret("canary-password nonsense"), "delivery.invalid_address"},
      {Secret("postgresql://admin:canary-password@127.0.0.1/"), "delivery.invalid_address"},
      {Secret("mysql://admin:canary-password@127.0.0.1:1"), "delivery.mariadb_unreachable"}};
  if (host.has_mariadb())
    addresses.emplace_back(host.address("towpath_admin", "canary-password"), "delivery.mariadb_unreachable");
  for (const auto& [address, code] : addresses) {
    const auto driver = make_mariadb_driver(make_configured_mariadb(address), host.clock);

    const auto applied = driver->apply(fresh(*driver), context);

    REQUIRE(!applied);
    CHECK(applied.error().code() == code);
    CHECK(applied.error().message().find("canary-password") == std::string::npos);
    CHECK(driver->check(resource_request("mysql")).has_value() == (code != "delivery.invalid_address"));
  }
}

TEST_CASE("without MariaDB on the machine a plan says what to install") {
  auto& host = Host::shared();
  const auto driver = make_mariadb_driver(
      make_private_mariadb(host.data() / "absent", host.shims(), host.spawner(), host.nowhere()), host.clock);

  const auto checked = driver->check(resource_request("mysql"));

  REQUIRE(!checked);
  CHECK(checked.error().code() == "delivery.tool_missing");
  CHECK(checked.error().hint().find("apt install mariadb-server") != std::string::npos);
  worked(driver->remove_kept(std::chrono::sys_days(std::chrono::days(30'000)), context));
}

TEST_CASE("mariadb driver: wherever its server goes away, it is said, and one database is there when it is back") {
  auto& host = Host::shared();
  if (!host.has_mariadb()) return;
  auto store = host.store();
  CuttingRelay way(store.port());
  const Secret address("mysql://towpath_admin:" + text_of(host.folder() / "password") +
                       "@127.0.0.1:" + std::to_string(way.port()));
  const auto count = [&](const ResourceRequest& request) {
    const auto object = "tp_" + request.gu_id.substr(0, 16);
    auto databases = worked(store.databases_with_prefix(object));
    std::erase_if(databases, [](const std::string& name) { return name.find("_deleted_") != name.npos; });
    return std::max<std::size_t>(databases.size(), worked(store.has_user(object)) ? 1 : 0);
  };

  check_cut_everywhere(
      {way, "mysql", "delivery.mariadb_unreachable",
       [&] { return make_mariadb_driver(make_configured_mariadb(address), host.clock); },
       [](const ResourceOutcome& outcome) { return ask(outcome, "CREATE TABLE IF NOT EXISTS notes (id INT)"); },
       count});
}
