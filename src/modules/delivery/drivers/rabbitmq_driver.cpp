#include "rabbitmq_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/random_text.h"
#include "driver_json.h"
#include "kept_name.h"
#include "object_name.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t password_length = 32;
constexpr std::string_view second_mark = "_b";

class RabbitmqDriver final : public Driver {
 public:
  RabbitmqDriver(std::unique_ptr<RabbitmqServer> server, const Clock& clock)
      : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const override { return "rabbitmq"; }

  DriverOffer offer(const std::string&) const override {
    return {{}, {{"host"}, {"port"}, {"vhost"}, {"username"}, {"password", true}, {"uri", true}}, false};
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
    const auto object = object_name(request), login = login_of(request);
    TRY(const bool has_vhost, store.has_vhost(object));
    TRY(const bool has_user, store.has_user(login));
    if (!has_vhost || !has_user) return std::optional<ResourceOutcome>();
    TRY(const bool may_use, store.may_use(login, object));
    if (!may_use) return std::optional<ResourceOutcome>();
    TRY(const auto place, store.place());
    return std::optional(outcome(place, object, login, request.known_secrets));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request), login = login_of(request);
    TRY(const auto place, store.place());
    const auto secrets = request.known_secrets.contains("password") ? request.known_secrets : prepare(request);
    // First, so that what is used again is not removed as kept.
    TRY(const auto kept, store.marks(kept_prefix(object)));
    for (const auto& mark : kept) CHECK_OK(store.remove_mark(mark));
    if (!kept.empty()) say(context, fmt::format("the virtual host {} is used again with its queues", object));
    CHECK_OK(store.put_vhost(object));
    CHECK_OK(store.put_user(login, secrets.at("password")));
    CHECK_OK(store.permit(login, object));
    say(context, fmt::format("user {} may use the virtual host {} on {}:{}", login, object, place.host, place.port));
    return outcome(place, object, login, secrets);
  }

  bool can_rotate() const override { return true; }

  /// A user has one password, so two users take turns.
  Result<ResourceOutcome> rotate(const ResourceRequest& request, const std::map<std::string, Secret>& next,
                                 const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request), login = other_login(object, login_of(request));
    TRY(const bool has_vhost, store.has_vhost(object));
    if (!has_vhost)
      return not_found("delivery.rabbitmq_vhost_missing", fmt::format("The virtual host {} is not there.", object))
          .with_hint("Deploy again, which makes it anew.");
    TRY(const auto place, store.place());
    CHECK_OK(store.put_user(login, next.at("password")));
    CHECK_OK(store.permit(login, object));
    say(context, fmt::format("the user {} may sign in beside {}", login, other_login(object, login)));
    return outcome(place, object, login, next);
  }

  Status keep_only(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request), other = other_login(object, login_of(request));
    CHECK_OK(store.drop_user(other));
    say(context, fmt::format("the user {} may not sign in any more", other));
    return ok();
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(auto store, server_->connect(context.deadline, context.stop));
    const auto object = object_name(request);
    CHECK_OK(drop_users(store, object));
    TRY(const auto kept, store.marks(kept_prefix(object)));
    TRY(const bool has_queues, store.has_queues(object));
    if (!purge && !kept.empty()) return ok();
    if (!purge && has_queues) {
      const auto mark = kept_name(object, kept, clock_.now());
      CHECK_OK(store.put_mark(mark));
      say(context, fmt::format("the virtual host {} is kept with its queues, as {}", object, mark));
      return ok();
    }
    CHECK_OK(store.drop_vhost(object));
    for (const auto& mark : kept) CHECK_OK(store.remove_mark(mark));
    say(context, fmt::format("the virtual host {} and its users were removed", object));
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (!server_->is_made()) return ok();
    TRY(auto store, server_->connect(context.deadline, context.stop));
    TRY(const auto marks, store.marks(object_prefix));
    for (const auto& mark : marks) {
      if (!is_kept_before(mark, kept_mark, day)) continue;
      const auto object = object_of_kept(mark);
      // Somebody may have made it anew meanwhile.
      TRY(const bool is_used, is_signed_up(store, object));
      if (!is_used) CHECK_OK(store.drop_vhost(object));
      CHECK_OK(store.remove_mark(mark));
      if (!is_used) say(context, fmt::format("the kept virtual host {} was removed", object));
    }
    return ok();
  }

 private:
  static std::string kept_prefix(const std::string& object) { return fmt::format("{}{}", object, kept_mark); }

  static std::string login_of(const ResourceRequest& request) {
    const auto state = boost::json::parse(request.state);
    const auto* login = state.is_object() ? state.get_object().if_contains("login") : nullptr;
    return login && login->is_string() ? std::string(login->get_string()) : object_name(request);
  }

  static std::string other_login(const std::string& object, const std::string& login) {
    return login == object ? fmt::format("{}{}", object, second_mark) : object;
  }

  static Status drop_users(RabbitmqStore& store, const std::string& object) {
    CHECK_OK(store.drop_user(object));
    return store.drop_user(other_login(object, object));
  }

  static Result<bool> is_signed_up(RabbitmqStore& store, const std::string& object) {
    TRY(const bool first, store.has_user(object));
    TRY(const bool second, store.has_user(other_login(object, object)));
    return first || second;
  }

  static ResourceOutcome outcome(const BrokerPlace& place, const std::string& object, const std::string& login,
                                 const std::map<std::string, Secret>& secrets) {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(
        boost::json::object{{"host", place.host}, {"port", place.port}, {"vhost", object}, {"username", login}});
    if (const auto password = secrets.find("password"); password != secrets.end()) {
      const bool is_numeric = place.host.find(':') != std::string::npos;
      made.secrets.insert(*password);
      made.secrets.emplace(
          "uri", Secret(fmt::format("{}://{}:{}@{}{}{}:{}/{}", place.scheme, login, password->second.reveal(),
                                    is_numeric ? "[" : "", place.host, is_numeric ? "]" : "", place.port, object)));
    }
    boost::json::object state{{"vhost", object}};
    if (login != object) state["login"] = login;
    made.state = boost::json::serialize(state);
    return made;
  }

  std::unique_ptr<RabbitmqServer> server_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_rabbitmq_driver(std::unique_ptr<RabbitmqServer> server, const Clock& clock) {
  return std::make_unique<RabbitmqDriver>(std::move(server), clock);
}

}  // namespace towpath::delivery
