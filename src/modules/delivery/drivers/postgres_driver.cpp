#include "postgres_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <mutex>
#include <optional>
#include <utility>

#include "base/faults.h"
#include "base/random_text.h"
#include "driver_json.h"
#include "kept_name.h"
#include "object_name.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t password_length = 32;
constexpr std::string_view second_mark = "_b";

class PostgresDriver final : public Driver {
 public:
  PostgresDriver(std::unique_ptr<PostgresServer> server, const Clock& clock)
      : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const override { return "postgres"; }

  DriverOffer offer(const std::string&) const override {
    return {{}, {{"host"}, {"port"}, {"name"}, {"database"}, {"username"}, {"password", true}}, false};
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(takes_nothing(request));
    return server_->check();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override {
    return {{"password", random_text(password_length)}};
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    // Each deployment looks, and signing in takes longer than the look: a connection is kept for it.
    if (auto kept = take_kept()) {
      auto seen = look(*kept, request);
      if (seen.has_value()) {
        keep(std::move(*kept));
        return seen;
      }
    }  // The server may have been started anew since.
    TRY(auto store, server_->connect(context.deadline, context.stop));
    TRY(auto seen, look(store, request));
    keep(std::move(store));
    return seen;
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    auto secrets = request.known_secrets.contains("password") ? request.known_secrets : prepare(request);
    const auto login = login_of(request);
    CHECK_OK(put_login(store, object, login, secrets.at("password")));
    fault_point("delivery.postgres.after_role");
    CHECK_OK(store.create_database(object, object));
    fault_point("delivery.postgres.after_database");
    say(context, fmt::format("database and role {} are ready on {}:{}", object, store.host(), store.port()));
    return outcome(store, object, login, secrets);
  }

  bool can_rotate() const override { return true; }

  /// A role has one password, so two roles take turns: the owner of the database, and one that acts as it.
  Result<ResourceOutcome> rotate(const ResourceRequest& request, const std::map<std::string, Secret>& next,
                                 const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request), login = other_login(object, login_of(request));
    TRY(const bool has_database, store.has_database(object));
    if (!has_database)
      return not_found("delivery.postgres_database_missing", fmt::format("The database {} is not there.", object))
          .with_hint("Deploy again, which makes it anew.");
    CHECK_OK(login == object ? store.put_role(object, next.at("password"))
                             : store.put_login(login, next.at("password"), object));
    say(context, fmt::format("the role {} may sign in beside {}", login, other_login(object, login)));
    return outcome(store, object, login, next);
  }

  Status keep_only(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request), other = other_login(object, login_of(request));
    CHECK_OK(store.lock_role(other));
    CHECK_OK(store.end_sessions(other));
    say(context, fmt::format("the role {} may not sign in any more", other));
    return ok();
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    TRY(const auto kept, store.databases_with_prefix(fmt::format("{}{}", object, kept_mark)));
    if (!purge) return keep_aside(store, object, kept, context);
    for (const auto& database : kept) CHECK_OK(store.drop_database(database));
    CHECK_OK(store.drop_database(object));
    CHECK_OK(drop_roles(store, object));
    say(context, fmt::format("database and role {} were dropped", object));
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (!server_->is_made()) return ok();
    TRY(auto store, server_->connect(context.deadline, context.stop));
    TRY(const auto databases, store.databases_with_prefix(std::string(object_prefix)));
    for (const auto& database : databases) {
      if (!is_kept_before(database, kept_mark, day)) continue;
      CHECK_OK(store.drop_database(database));
      say(context, fmt::format("the kept database {} was dropped", database));
      // The role stays while it owns anything: the resource made anew, or what was kept later.
      const auto object = object_of_kept(database);
      TRY(const auto others, store.databases_with_prefix(object));
      if (others.empty()) CHECK_OK(drop_roles(store, object));
    }
    return ok();
  }

 private:
  static Result<std::optional<ResourceOutcome>> look(DatabaseStore& store, const ResourceRequest& request) {
    const auto object = object_name(request);
    TRY(const bool has_role, store.has_role(object));
    TRY(const bool has_database, store.has_database(object));
    if (!has_role || !has_database) return std::optional<ResourceOutcome>();
    return std::optional(outcome(store, object, login_of(request), request.known_secrets));
  }

  std::optional<DatabaseStore> take_kept() {
    const std::lock_guard lock(mutex_);
    return std::exchange(kept_, std::nullopt);
  }
  void keep(DatabaseStore store) {
    const std::lock_guard lock(mutex_);
    kept_ = std::move(store);
  }

  /// Whom the workload signs in as: the owner of the database, after a rotation the other one.
  static std::string login_of(const ResourceRequest& request) {
    const auto state = boost::json::parse(request.state);
    const auto* login = state.is_object() ? state.as_object().if_contains("login") : nullptr;
    return login && login->is_string() ? std::string(login->as_string()) : object_name(request);
  }

  static std::string other_login(const std::string& object, const std::string& login) {
    return login == object ? fmt::format("{}{}", object, second_mark) : object;
  }

  static Status put_login(DatabaseStore& store, const std::string& object, const std::string& login,
                          const Secret& password) {
    if (login == object) return store.put_role(object, password);
    TRY(const bool has_owner, store.has_role(object));
    if (!has_owner) CHECK_OK(store.put_role(object, random_text(password_length)));
    CHECK_OK(store.lock_role(object));
    return store.put_login(login, password, object);
  }

  static Status drop_roles(DatabaseStore& store, const std::string& object) {
    CHECK_OK(store.drop_role(other_login(object, object)));
    return store.drop_role(object);
  }

  static ResourceOutcome outcome(const DatabaseStore& store, const std::string& object, const std::string& login,
                                 const std::map<std::string, Secret>& secrets) {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{
        {"host", store.host()}, {"port", store.port()}, {"name", object}, {"database", object}, {"username", login}});
    if (const auto password = secrets.find("password"); password != secrets.end()) made.secrets.insert(*password);
    boost::json::object state{{"database", object}};
    if (login != object) state["login"] = login;
    made.state = boost::json::serialize(state);
    return made;
  }

  /// The date in the name says when the retention time began.
  Status keep_aside(DatabaseStore& store, const std::string& object, const std::vector<std::string>& kept,
                    const DriverContext& context) {
    CHECK_OK(store.lock_role(object));
    CHECK_OK(store.lock_role(other_login(object, object)));
    TRY(const bool exists, store.has_database(object));
    if (!exists) {
      // A try before may have ended between the new name and this.
      for (const auto& database : kept) CHECK_OK(store.let_in(database));
      return ok();
    }
    const auto name = kept_name(object, kept, clock_.now());
    CHECK_OK(store.rename_database(object, name));
    say(context, fmt::format("database {} is kept as {}", object, name));
    return ok();
  }

  std::unique_ptr<PostgresServer> server_;
  const Clock& clock_;
  std::mutex mutex_;  // guards kept_
  std::optional<DatabaseStore> kept_;
};

}  // namespace

std::unique_ptr<Driver> make_postgres_driver(std::unique_ptr<PostgresServer> server, const Clock& clock) {
  return std::make_unique<PostgresDriver>(std::move(server), clock);
}

}  // namespace towpath::delivery
