#include "redis_driver.h"

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
/// A hash that names what is kept aside: finding it by its keys would mean to look at everybody's.
constexpr const char* kept_list = "tp_kept";

class RedisDriver final : public Driver {
 public:
  RedisDriver(std::unique_ptr<RedisServer> server, const Clock& clock) : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const override { return "redis"; }

  DriverOffer offer(const std::string&) const override {
    return {{}, {{"host"}, {"port"}, {"username"}, {"keyPrefix"}, {"password", true}}, false};
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
    TRY(const auto enabled, store.is_enabled(object));
    if (!enabled || !*enabled) return std::optional<ResourceOutcome>();
    return std::optional(outcome(store, object, request.known_secrets));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    auto secrets = request.known_secrets.contains("password") ? request.known_secrets : prepare(request);
    CHECK_OK(store.put_user(object, prefix_of(object), secrets.at("password")));
    say(context,
        fmt::format("user {} may use the keys {}* on {}:{}", object, prefix_of(object), store.host(), store.port()));
    return outcome(store, object, secrets);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    CHECK_OK(store.lock_user(object));
    TRY(const auto kept, kept_of(store, object));
    if (!purge) return keep_aside(store, object, kept, context);
    for (const auto& name : kept) CHECK_OK(remove_kept_keys(store, name));
    TRY(const auto removed, store.remove_keys(prefix_of(object)));
    CHECK_OK(store.drop_user(object));
    say(context, fmt::format("user {} and its keys were removed, {} of them", object, removed));
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (!server_->is_made()) return ok();
    TRY(auto store, server_->connect(context.deadline, context.stop));
    TRY(const auto all, store.fields(kept_list));
    for (const auto& name : all) {
      if (!is_kept_before(name, kept_mark, day)) continue;
      CHECK_OK(remove_kept_keys(store, name));
      say(context, fmt::format("the kept keys {} were removed", prefix_of(name)));
      // The user stays when the resource was made anew, or while later keys are kept.
      const auto object = object_of_kept(name);
      TRY(const auto others, kept_of(store, object));
      TRY(const auto enabled, store.is_enabled(object));
      if (others.empty() && enabled && !*enabled) CHECK_OK(store.drop_user(object));
    }
    return ok();
  }

 private:
  static std::string prefix_of(const std::string& object) { return object + ":"; }

  static ResourceOutcome outcome(const RedisStore& store, const std::string& object,
                                 const std::map<std::string, Secret>& secrets) {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{
        {"host", store.host()}, {"port", store.port()}, {"username", object}, {"keyPrefix", prefix_of(object)}});
    if (const auto password = secrets.find("password"); password != secrets.end()) made.secrets.insert(*password);
    made.state = boost::json::serialize(boost::json::object{{"user", object}});
    return made;
  }

  static Result<std::vector<std::string>> kept_of(RedisStore& store, const std::string& object) {
    TRY(auto all, store.fields(kept_list));
    std::erase_if(all, [&](const auto& name) { return object_of_kept(name) != object; });
    return all;
  }

  static Status remove_kept_keys(RedisStore& store, const std::string& name) {
    CHECK_OK(store.remove_keys(prefix_of(name)));
    return store.remove_field(kept_list, name);
  }

  /// The date in the name says when the retention time began.
  Status keep_aside(RedisStore& store, const std::string& object, const std::vector<std::string>& kept,
                    const DriverContext& context) {
    TRY(const bool has_keys, store.has_keys(prefix_of(object)));
    // A user without keys leaves nothing behind that a later look would find.
    if (!has_keys) return kept.empty() ? store.drop_user(object) : ok();
    const auto name = kept_name(object, kept, clock_.now());
    CHECK_OK(store.put_field(kept_list, name, object));
    TRY(const auto moved, store.move_keys(prefix_of(object), prefix_of(name)));
    say(context, fmt::format("{} keys of {} are kept as {}*", moved, object, prefix_of(name)));
    return ok();
  }

  std::unique_ptr<RedisServer> server_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_redis_driver(std::unique_ptr<RedisServer> server, const Clock& clock) {
  return std::make_unique<RedisDriver>(std::move(server), clock);
}

}  // namespace towpath::delivery
