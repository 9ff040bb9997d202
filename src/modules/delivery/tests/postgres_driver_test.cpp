#include "drivers/postgres_driver.h"

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <signal.h>

#include <boost/json.hpp>

#include "base/id.h"
#include "base/random_text.h"
#include "base/strings.h"
#include "driver_faults.h"
#include "scratch_folder.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

/// One private server for all cases: making a cluster takes seconds.
class Host {
 public:
  Host() {
    auto shims = process::make_shim_client(data());
    REQUIRE_MESSAGE(shims.has_value(), (shims ? "" : shims.error().message()));
    shims_ = std::move(shims).value();
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner_ = process::start_spawner(options).value();
  }
  ~Host() { (void)shims_->stop(process_directory(), 5s); }

  static Host& shared() {
    static Host host;
    return host;
  }

  bool has_postgres() {
    if (server()->check()) return true;
    MESSAGE("SKIPPED: ", server()->check().error().message());
    return false;
  }
  std::unique_ptr<PostgresServer> server() { return make_private_postgres(data() / "postgres", *shims_, *spawner_); }
  std::unique_ptr<Driver> driver() { return make_postgres_driver(server(), clock); }
  std::filesystem::path process_directory() const { return data() / "postgres" / "process"; }
  process::InstanceState state() { return shims_->status(process_directory()).value(); }
  std::filesystem::path data() const { return scratch_.path() / "data"; }

  ManualClock clock{parse_rfc3339("2026-11-22T10:00:00.000000Z").value()};

 private:
  ScratchFolder scratch_;
  std::unique_ptr<process::ShimClient> shims_;
  std::unique_ptr<process::Spawner> spawner_;
};

ResourceRequest fresh_request(Driver& driver) {
  auto request = resource_request("postgres");
  request.gu_id = to_lower(new_ulid().substr(10)) + "0123456789abcdef";
  request.known_secrets = driver.prepare(request);
  return request;
}

/// "" or why the workload cannot sign in.
std::string sign_in(const ResourceOutcome& outcome, const std::string& database = "") {
  const auto outputs = boost::json::parse(outcome.outputs).as_object();
  const auto word = [&](const char* key) { return std::string(outputs.at(key).as_string()); };
  const auto port = std::to_string(outputs.at("port").as_int64()), name = database.empty() ? word("name") : database;
  const char* const keys[] = {"host", "port", "user", "dbname", "password", nullptr};
  const auto host = word("host"), user = word("username");
  const char* const values[] = {
      host.c_str(), port.c_str(), user.c_str(), name.c_str(), outcome.secrets.at("password").reveal().c_str(), nullptr};
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdbParams(keys, values, 0), PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return PQerrorMessage(connection.get());
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection.get(), "CREATE TABLE IF NOT EXISTS notes (text TEXT)"), PQclear);
  return PQresultErrorMessage(result.get());
}

/// A workload that is signed in.
class Session {
 public:
  explicit Session(const ResourceOutcome& outcome) {
    const auto outputs = boost::json::parse(outcome.outputs).as_object();
    const auto word = [&](const char* key) { return std::string(outputs.at(key).as_string()); };
    const auto port = std::to_string(outputs.at("port").as_int64()), host = word("host"), user = word("username"),
               name = word("name");
    const char* const keys[] = {"host", "port", "user", "dbname", "password", nullptr};
    const char* const values[] = {
        host.c_str(), port.c_str(), user.c_str(), name.c_str(), outcome.secrets.at("password").reveal().c_str(),
        nullptr};
    connection_.reset(PQconnectdbParams(keys, values, 0));
  }
  /// The first field of the answer, "" when there is none, or why there is no answer.
  std::string ask(const char* sql) const {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql), PQclear);
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return "";
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return PQerrorMessage(connection_.get());
    return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
  }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{nullptr, PQfinish};
};

const DriverContext context;

}  // namespace

TEST_CASE("the postgres driver keeps the contract of drivers") {
  if (!Host::shared().has_postgres()) return;
  const auto driver = Host::shared().driver();

  check_contract(*driver, resource_request("postgres"), true);
}

TEST_CASE("a database belongs to its own role and to nobody else") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  const auto one = driver->apply(fresh_request(*driver), context).value();
  const auto two = driver->apply(fresh_request(*driver), context).value();

  CHECK(sign_in(one) == "");
  CHECK(sign_in(two) == "");
  const std::string other(boost::json::parse(two.outputs).at("name").as_string());
  CHECK(sign_in(one, other).find("permission denied for database") != std::string::npos);
  CHECK(sign_in(one, "postgres") != "");
}

TEST_CASE("a database that is deleted is kept under a dated name with its role locked, and purging removes all of it") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  const auto request = fresh_request(*driver);
  const auto outcome = driver->apply(request, context).value();
  const std::string name(boost::json::parse(outcome.outputs).at("name").as_string());
  auto store = host.server()->connect(10s, {}).value();

  REQUIRE(driver->destroy(request, false, context).has_value());

  CHECK(sign_in(outcome).find("is not permitted to log in") != std::string::npos);
  CHECK(store.databases_with_prefix(name).value() == std::vector{name + "_deleted_20261122"});
  REQUIRE(driver->apply(request, context).has_value());
  CHECK(sign_in(outcome) == "");
  REQUIRE(driver->destroy(request, false, context).has_value());
  CHECK(store.databases_with_prefix(name).value().size() == 2);
  REQUIRE(driver->destroy(request, true, context).has_value());
  CHECK(store.databases_with_prefix(name).value().empty());
  CHECK(!store.has_role(name).value());
}

TEST_CASE("a kept database and its role go when the retention time is over, and nothing else does") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  const auto gone = fresh_request(*driver), again = fresh_request(*driver), live = fresh_request(*driver);
  for (const auto& request : {gone, again, live}) REQUIRE(driver->apply(request, context).has_value());
  for (const auto& request : {gone, again}) REQUIRE(driver->destroy(request, false, context).has_value());
  REQUIRE(driver->apply(again, context).has_value());
  auto store = host.server()->connect(10s, {}).value();
  const auto databases = [&](const ResourceRequest& request) {
    return store.databases_with_prefix("tp_" + request.gu_id.substr(0, 16)).value().size();
  };
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());

  REQUIRE(driver->remove_kept(today, context).has_value());
  CHECK(databases(gone) == 1);
  REQUIRE(driver->remove_kept(today + std::chrono::days(1), context).has_value());

  CHECK(databases(gone) == 0);
  CHECK(!store.has_role("tp_" + gone.gu_id.substr(0, 16)).value());
  CHECK(databases(again) == 1);
  CHECK(store.has_role("tp_" + again.gu_id.substr(0, 16)).value());
  CHECK(databases(live) == 1);
}

TEST_CASE("a rotation adds a login beside the old one, each rotation takes the other role, and only one stays valid") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  auto request = fresh_request(*driver);
  const auto first = driver->apply(request, context).value();
  REQUIRE(driver->can_rotate());
  request.state = first.state;
  const auto next = driver->prepare(request);

  const auto second = driver->rotate(request, next, context).value();
  require_same(second, driver->rotate(request, next, context).value());  // A crash came before it was written down.

  CHECK(sign_in(first) == "");
  CHECK(sign_in(second) == "");
  CHECK(boost::json::parse(second.outputs).at("name") == boost::json::parse(first.outputs).at("name"));
  CHECK(boost::json::parse(second.outputs).at("username") != boost::json::parse(first.outputs).at("username"));
  auto later = request;
  later.state = second.state;
  later.known_secrets = second.secrets;
  for (int times = 0; times < 2; ++times) REQUIRE(driver->keep_only(later, context).has_value());
  CHECK(sign_in(first).find("is not permitted to log in") != std::string::npos);
  CHECK(sign_in(second) == "");
  require_same(second, driver->apply(later, context).value());
  require_same(second, *driver->observe(later, context).value());
  CHECK(sign_in(first) != "");

  // The second one takes the first role again; undone, it is as before.
  const auto third = driver->rotate(later, driver->prepare(later), context).value();
  CHECK(boost::json::parse(third.outputs).at("username") == boost::json::parse(first.outputs).at("username"));
  CHECK(sign_in(third) == "");
  REQUIRE(driver->keep_only(later, context).has_value());
  CHECK(sign_in(third) != "");
  CHECK(sign_in(second) == "");

  REQUIRE(driver->destroy(later, false, context).has_value());
  CHECK(sign_in(second).find("is not permitted to log in") != std::string::npos);
  REQUIRE(driver->destroy(later, true, context).has_value());
  auto store = host.server()->connect(10s, {}).value();
  const std::string owner(boost::json::parse(first.outputs).at("username").as_string());
  CHECK(!store.has_role(owner).value());
  CHECK(!store.has_role(owner + "_b").value());
}

TEST_CASE("what is signed in with credentials that are revoked is ended, and what it made stays") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  auto request = fresh_request(*driver);
  const auto first = driver->apply(request, context).value();
  REQUIRE(sign_in(first) == "");  // makes a table
  request.state = first.state;
  const auto second = driver->rotate(request, driver->prepare(request), context).value();
  const Session held(first);
  REQUIRE(held.ask("SELECT 1") == "1");

  request.state = second.state;
  request.known_secrets = second.secrets;
  REQUIRE(driver->keep_only(request, context).has_value());

  CHECK(held.ask("SELECT 1") != "1");
  const Session fresh(second);
  CHECK(fresh.ask("SELECT count(*) FROM notes") == "0");
  CHECK(fresh.ask("CREATE TABLE more (text TEXT)") == "");
  CHECK(fresh.ask("SELECT count(DISTINCT tableowner) FROM pg_tables WHERE schemaname = 'public'") == "1");
}

TEST_CASE("the private server outlives ours, and one that died is started again with its data on its port") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto request = fresh_request(*host.driver());
  const auto outcome = host.driver()->apply(request, context).value();
  const auto before = host.state();

  const auto adopted = host.driver()->observe(request, context).value();

  REQUIRE(adopted.has_value());
  CHECK(adopted->outputs == outcome.outputs);
  CHECK(host.state().pid == before.pid);
  ::kill(before.shim_pid, SIGKILL);
  ::kill(before.pid, SIGKILL);
  CHECK(becomes_true([&] { return sign_in(outcome) != ""; }));
  const auto revived = host.driver()->observe(request, context);
  REQUIRE_MESSAGE(revived.has_value(), (revived ? "" : revived.error().message()));
  CHECK(sign_in(outcome) == "");
  CHECK(host.state().pid != before.pid);
}

TEST_CASE("no password of a database is on the server's disk in clear, in its log or in arguments") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  const auto driver = host.driver();
  const auto request = fresh_request(*driver);
  REQUIRE(driver->apply(request, context).has_value());
  const auto& password = request.known_secrets.at("password").reveal();

  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.data()))
    if (entry.is_regular_file() && text_of(entry.path()).find(password) != std::string::npos)
      FAIL(entry.path().string());
  const auto admin = text_of(host.data() / "postgres" / "password");
  CHECK(admin.size() == 32);
  CHECK(std::filesystem::status(host.data() / "postgres" / "password").permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.data() / "postgres" / "home"))
    if (entry.is_regular_file() && text_of(entry.path()).find(admin) != std::string::npos) FAIL(entry.path().string());
}

TEST_CASE("an administrator's address that cannot be used is an error that does not repeat it") {
  const ManualClock clock{UtcTime{}};
  for (const char* dsn : {"canary-password nonsense", "postgresql://admin:canary-password@127.0.0.1:1/postgres"}) {
    const auto driver = make_postgres_driver(make_configured_postgres(Secret(dsn)), clock);

    const auto applied = driver->apply(fresh_request(*driver), context);

    REQUIRE(!applied);
    CHECK(applied.error().code() == "delivery.postgres_unreachable");
    CHECK(applied.error().message().find("canary-password") == std::string::npos);
  }
}

TEST_CASE("databases are made on a server that others run") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  auto store = host.server()->connect(10s, {}).value();
  const Secret password = random_text(20);
  REQUIRE(store.put_role("operator", password).has_value());
  const auto dsn = "host=127.0.0.1 port=" + std::to_string(store.port()) +
                   " user=operator dbname=postgres password=" + password.reveal();
  const auto driver = make_postgres_driver(make_configured_postgres(Secret(dsn)), host.clock);

  const auto applied = driver->apply(fresh_request(*driver), context);

  REQUIRE(!applied);  // It may not make roles; the server's own words are passed on.
  CHECK(applied.error().code() == "delivery.postgres_refused");
  CHECK(applied.error().message().find("permission denied to create role") != std::string::npos);
}

TEST_CASE("a parameter the postgres driver does not know is refused before anything is made") {
  const ManualClock clock{UtcTime{}};
  const auto driver = make_postgres_driver(make_configured_postgres(Secret("host=none")), clock);
  auto request = resource_request("postgres");
  request.params = R"({"version": 15})";

  const auto checked = driver->check(request);

  REQUIRE(!checked);
  CHECK(checked.error().code() == "delivery.invalid_inputs");
}

TEST_CASE("postgres driver: wherever its server goes away, it is said, and one database is there when it is back") {
  auto& host = Host::shared();
  if (!host.has_postgres()) return;
  auto store = host.server()->connect(10s, {}).value();
  CuttingRelay way(store.port());
  const auto dsn = "host=127.0.0.1 port=" + std::to_string(way.port()) +
                   " user=towpath_admin dbname=postgres password=" + text_of(host.data() / "postgres" / "password");
  const auto count = [&](const ResourceRequest& request) {
    const auto object = "tp_" + request.gu_id.substr(0, 16);
    auto databases = store.databases_with_prefix(object).value();
    std::erase_if(databases, [](const std::string& name) { return name.find("_deleted_") != name.npos; });
    return std::max<std::size_t>(databases.size(), store.has_role(object).value() ? 1 : 0);
  };

  check_cut_everywhere({way, "postgres", "delivery.postgres_unreachable",
                        [&] { return make_postgres_driver(make_configured_postgres(Secret(dsn)), host.clock); },
                        [](const ResourceOutcome& outcome) { return sign_in(outcome); }, count});
}
