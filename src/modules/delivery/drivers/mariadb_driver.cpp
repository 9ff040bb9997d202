#include "mariadb_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/random_text.h"
#include "driver_json.h"
#include "kept_name.h"
#include "object_name.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t password_length = 32;

class MariadbDriver final : public Driver {
 public:
  MariadbDriver(std::unique_ptr<MariadbServer> server, const Clock& clock)
      : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const override { return "mariadb"; }

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
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    TRY(const bool has_user, store.has_user(object));
    TRY(const bool has_database, store.has_database(object));
    if (!has_user || !has_database) return std::optional<ResourceOutcome>();
    return std::optional(outcome(store, object, request.known_secrets));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    auto secrets = request.known_secrets.contains("password") ? request.known_secrets : prepare(request);
    CHECK_OK(store.put_user(object, secrets.at("password")));
    CHECK_OK(store.create_database(object, object));
    say(context, fmt::format("database and user {} are ready on {}:{}", object, store.host(), store.port()));
    return outcome(store, object, secrets);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    TRY(const auto kept, store.databases_with_prefix(fmt::format("{}{}", object, kept_mark)));
    CHECK_OK(store.lock_user(object));
    if (!purge) return keep_aside(store, object, kept, context);
    for (const auto& database : kept) CHECK_OK(store.drop_database(database));
    CHECK_OK(store.drop_database(object));
    CHECK_OK(store.drop_user(object));
    say(context, fmt::format("database and user {} were dropped", object));
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
      // The user stays while it has anything: the resource made anew, or what was kept later.
      const auto object = object_of_kept(database);
      TRY(const auto others, store.databases_with_prefix(object));
      if (others.empty()) CHECK_OK(store.drop_user(object));
    }
    return ok();
  }

 private:
  static ResourceOutcome outcome(const MariadbStore& store, const std::string& object,
                                 const std::map<std::string, Secret>& secrets) {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{
        {"host", store.host()}, {"port", store.port()}, {"name", object}, {"database", object}, {"username", object}});
    if (const auto password = secrets.find("password"); password != secrets.end()) made.secrets.insert(*password);
    made.state = boost::json::serialize(boost::json::object{{"database", object}});
    return made;
  }

  /// The date in the name says when the retention time began.
  Status keep_aside(MariadbStore& store, const std::string& object, const std::vector<std::string>& kept,
                    const DriverContext& context) {
    TRY(const bool exists, store.has_database(object));
    if (!exists) return ok();
    const auto name = kept_name(object, kept, clock_.now());
    TRY(const auto lost, store.move_database(object, name));
    say(context, fmt::format("the tables of database {} are kept in {}", object, name));
    if (lost > 0)
      say(context, fmt::format("{} views, triggers, routines and events were removed: they cannot be moved", lost));
    return ok();
  }

  std::unique_ptr<MariadbServer> server_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_mariadb_driver(std::unique_ptr<MariadbServer> server, const Clock& clock) {
  return std::make_unique<MariadbDriver>(std::move(server), clock);
}

}  // namespace towpath::delivery
