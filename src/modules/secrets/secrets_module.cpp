#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "json/object_reader.h"
#include "secret_store.h"
#include "secrets/module.h"

namespace towpath::secrets {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::size_t max_value_bytes = 64 * 1024;

std::string context_of(const SecretInfo& info) { return fmt::format("{}\n{}\n{}", info.scope, info.name, info.version); }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

class Service final : public Secrets {
 public:
  Service(const Kernel& kernel, MasterKey key, ScopeOwners& owners) : kernel_(kernel), key_(std::move(key)), owners_(owners) {}

  Result<SecretInfo> put(const auth::Principal& principal, const std::string& scope, const std::string& name, const Secret& value) override {
    TRY(const std::string owner, owner_of(scope));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.write", {owner, "", ""}));
    if (!is_name(name))
      return invalid_input("secrets.invalid_name", fmt::format("'{}' cannot be the name of a secret.", name)).with_hint("Use letters, digits, '_', '-' and '.', at most 128.");
    if (value.reveal().size() > max_value_bytes) return invalid_input("secrets.too_large", fmt::format("The value has more than {} bytes.", max_value_bytes));
    return kernel_.db.transact([&](db::Tx& tx) -> Result<SecretInfo> {
      const SecretInfo info = store(tx, scope, name, value, owner);
      announce(tx, "secret.stored", info.scope, info.name, owner, principal.ref);
      return info;
    });
  }

  Status remove(const auth::Principal& principal, const std::string& scope, const std::string& name) override {
    TRY(const std::string owner, owner_of(scope));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.write", {owner, "", ""}));
    return kernel_.db.transact([&](db::Tx& tx) -> Status {
      if (!store_.remove(tx, scope, name))
        return not_found("secrets.not_found", fmt::format("There is no secret '{}' in {}.", name, scope)).with_hint("See them with: towpath secret list");
      announce(tx, "secret.deleted", scope, name, owner, principal.ref);
      return ok();
    });
  }

  Result<std::vector<SecretInfo>> list(const auth::Principal& principal, const std::string& scope) override {
    TRY(const std::string owner, owner_of(scope));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "secret.read", {owner, "", ""}));
    return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<SecretInfo>> {
      std::vector<SecretInfo> out;
      for (SecretRow& row : store_.list(tx, scope)) out.push_back(std::move(row.info));
      return out;
    });
  }

  Status store_all(const std::string& scope, const std::map<std::string, Secret>& values) override {
    return kernel_.db.transact([&](db::Tx& tx) -> Status {
      store_.remove_scope(tx, scope);
      for (const auto& [name, value] : values) store(tx, scope, name, value, "");
      return ok();
    });
  }

  Result<std::map<std::string, Secret>> reveal_all(const std::string& scope) override {
    TRY(const auto rows, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<SecretRow>> { return store_.list(tx, scope); }));
    std::map<std::string, Secret> out;
    for (const SecretRow& row : rows) {
      TRY(out[row.info.name], key_.open(row.envelope, context_of(row.info)));
    }
    return out;
  }

 private:
  SecretInfo store(db::Tx& tx, const std::string& scope, const std::string& name, const Secret& value, const std::string& owner) {
    const SecretInfo info{scope, name, store_.next_version(tx, scope, name), kernel_.clock.now()};
    store_.put(tx, {info, key_.seal(value, context_of(info))}, owner);
    return info;
  }

  /// The owner a scope belongs to; "" for the organisation, whose secrets only those may touch who may touch everything.
  Result<std::string> owner_of(const std::string& scope) {
    if (scope == "organisation") return std::string();
    const auto parts = split(scope, '.');
    if (parts.size() < 2 || parts.size() > 3 || parts[0] != "component")
      return invalid_input("secrets.invalid_scope", fmt::format("'{}' is not a scope.", scope)).with_hint("Use organisation, component.<name> or component.<name>.<environment>.");
    auto owner = owners_.owner_of(parts[1]);
    if (!owner) return not_found("secrets.component_not_found", fmt::format("There is no component '{}'.", parts[1]));
    return std::move(*owner);
  }

  void announce(db::Tx& tx, const char* type, const std::string& scope, const std::string& name, const std::string& owner, const std::string& actor) {
    kernel_.events.append(tx, {.type = type,
                               .subject = fmt::format("secret:{}/{}", scope, name),
                               .actor = actor,
                               .payload = boost::json::serialize(boost::json::object{{"scope", scope}, {"name", name}}),
                               .owner_ref = owner});
  }

  const Kernel& kernel_;
  MasterKey key_;
  ScopeOwners& owners_;
  SecretStore store_;
};

boost::json::object value_of(const SecretInfo& info) {
  return {{"scope", info.scope}, {"name", info.name}, {"version", info.version}, {"updatedAt", to_rfc3339(info.updated_at)}};
}

class Impl final : public SecretsModule {
 public:
  Impl(Kernel kernel, MasterKey key, ScopeOwners& owners) : kernel_(std::move(kernel)), service_(kernel_, std::move(key), owners) {}
  std::string_view name() const override { return "secrets"; }
  std::vector<db::Migration> migrations() const override { return secrets::migrations(); }
  Secrets& secrets() override { return service_; }

  void routes(http::Router& router) override {
    router.add({.method = "GET", .pattern = "/api/v1/secrets", .permission = "secret.read", .handler = [this](const http::Request& request) -> Result<http::Response> {
                  TRY(const auto list, service_.list(request.principal, request.query_value("scope").value_or("organisation")));
                  boost::json::array items;
                  for (const SecretInfo& info : list) items.push_back(value_of(info));
                  return http::json_response(200, boost::json::serialize(boost::json::object{{"items", std::move(items)}}));
                }});
    router.add({.method = "PUT", .pattern = "/api/v1/secrets/{scope}/{name}", .permission = "secret.write", .handler = [this](const http::Request& request) -> Result<http::Response> {
                  TRY(auto body, json::ObjectReader::parse(request.body));
                  const Secret value(body.required_string("value"));
                  CHECK_OK(body.finish());
                  TRY(const SecretInfo info, service_.put(request.principal, std::string(request.param("scope")), std::string(request.param("name")), value));
                  return http::json_response(200, boost::json::serialize(value_of(info)));
                }});
    router.add({.method = "DELETE", .pattern = "/api/v1/secrets/{scope}/{name}", .permission = "secret.write", .handler = [this](const http::Request& request) -> Result<http::Response> {
                  CHECK_OK(service_.remove(request.principal, std::string(request.param("scope")), std::string(request.param("name"))));
                  return http::no_content();
                }});
  }

 private:
  Kernel kernel_;
  Service service_;
};

}  // namespace

Result<std::unique_ptr<SecretsModule>> make_module(Kernel kernel, ScopeOwners& owners) {
  TRY(MasterKey key, MasterKey::open(kernel.data_directory + "/keys/master.key"));
  return std::unique_ptr<SecretsModule>(std::make_unique<Impl>(std::move(kernel), std::move(key), owners));
}

}  // namespace towpath::secrets
