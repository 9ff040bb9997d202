#include "nats_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/random_text.h"
#include "driver_json.h"
#include "kept_name.h"
#include "nats_client.h"
#include "object_name.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t password_length = 32;
constexpr const char* host = "127.0.0.1";

class NatsDriver final : public Driver {
 public:
  NatsDriver(std::unique_ptr<NatsServer> server, const Clock& clock) : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const override { return "nats"; }

  DriverOffer offer(const std::string&) const override {
    return {{}, {{"host"}, {"port"}, {"url"}, {"username"}, {"password", true}}, false};
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
    const auto object = object_name(request);
    if (!server_->has_account(object)) return std::optional<ResourceOutcome>();
    TRY(const int port, server_->start(context.deadline, context.stop));
    // A file alone does not say that the server has read it.
    if (const auto password = request.known_secrets.find("password"); password != request.known_secrets.end()) {
      TRY(const auto answer, nats_sign_in(port, object, password->second, context.deadline));
      if (answer == NatsSignIn::refused) return std::optional<ResourceOutcome>();
    }
    return std::optional(outcome(port, object, request.known_secrets));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    const auto object = object_name(request);
    auto secrets = request.known_secrets.contains("password") ? request.known_secrets : prepare(request);
    CHECK_OK(server_->put_account(object, secrets.at("password"), context.deadline, context.stop));
    TRY(const int port, server_->start(context.deadline, context.stop));
    say(context, fmt::format("account {} is ready on {}:{}", object, host, port));
    return outcome(port, object, secrets);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    const auto object = object_name(request);
    CHECK_OK(server_->remove_account(object, context.deadline, context.stop));
    auto kept = server_->kept();
    std::erase_if(kept, [&](const auto& name) { return object_of_kept(name) != object; });
    if (purge) {
      server_->remove_streams(object);
      for (const auto& name : kept) server_->remove_kept(name);
      say(context, fmt::format("account {} and its streams were removed", object));
    } else if (const auto name = kept_name(object, kept, clock_.now()); server_->keep_streams(object, name)) {
      say(context, fmt::format("the streams of account {} are kept as {}", object, name));
    }
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    for (const auto& name : server_->kept()) {
      if (!is_kept_before(name, kept_mark, day)) continue;
      server_->remove_kept(name);
      say(context, fmt::format("the kept streams {} were removed", name));
    }
    return ok();
  }

 private:
  static ResourceOutcome outcome(int port, const std::string& object, const std::map<std::string, Secret>& secrets) {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{
        {"host", host}, {"port", port}, {"url", fmt::format("nats://{}:{}", host, port)}, {"username", object}});
    if (const auto password = secrets.find("password"); password != secrets.end()) made.secrets.insert(*password);
    made.state = boost::json::serialize(boost::json::object{{"account", object}});
    return made;
  }

  std::unique_ptr<NatsServer> server_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_nats_driver(std::unique_ptr<NatsServer> server, const Clock& clock) {
  return std::make_unique<NatsDriver>(std::move(server), clock);
}

}  // namespace towpath::delivery
