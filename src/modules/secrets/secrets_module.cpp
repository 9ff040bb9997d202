#include "secrets/module.h"

#include <filesystem>

#include "secret_routes.h"
#include "secret_service.h"

namespace towpath::secrets {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public SecretsModule {
 public:
  Impl(Kernel kernel, ScopeOwners& owners, const std::string& key_path, std::shared_ptr<const MasterKey> key,
       bool is_wrapped)
      : kernel_(std::move(kernel)), service_(kernel_, owners, key_path, std::move(key), is_wrapped, WrapCost{}) {}

  std::string_view name() const override { return "secrets"; }
  std::vector<db::Migration> migrations() const override { return secrets::migrations(); }
  void routes(http::Router& router) override { add_routes(router, service_); }
  void start() override {
    owner_changes_ = kernel_.events.consume("secrets.owners", {"catalog.entity.registered", "catalog.entity.changed"},
                                            [this](const events::SealedEvent& event) {
                                              service_.follow_owner(event);
                                              return true;
                                            });
  }
  void stop() override { owner_changes_.reset(); }
  Secrets& secrets() override { return service_; }
  Status check_key() override { return service_.check_key(); }
  const mask::Masker& masker() const override { return service_.masker(); }

 private:
  const Kernel kernel_;
  SecretService service_;
  db::Subscription owner_changes_;
};

std::string key_path(const std::string& data_directory) { return data_directory + "/keys/master.key"; }

}  // namespace

bool is_key_wrapped(const std::string& data_directory) {
  if (!std::filesystem::exists(key_path(data_directory))) return false;
  const auto file = KeyFile::open(key_path(data_directory));
  return file.has_value() && file->is_wrapped();
}

Result<std::unique_ptr<SecretsModule>> make_module(Kernel kernel, ScopeOwners& owners, const Secret& passphrase) {
  const std::string path = key_path(kernel.data_directory);
  TRY(const KeyFile file, KeyFile::open(path));
  std::shared_ptr<const MasterKey> key;
  if (!file.is_wrapped() || !passphrase.empty()) {
    TRY(Secret bytes, file.key(passphrase));
    key = std::make_shared<const MasterKey>(std::move(bytes));
  }
  return std::unique_ptr<SecretsModule>(
      std::make_unique<Impl>(std::move(kernel), owners, path, std::move(key), file.is_wrapped()));
}

}  // namespace towpath::secrets
