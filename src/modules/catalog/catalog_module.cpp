#include <boost/json.hpp>

#include "base/elsewhere.h"
#include "catalog/module.h"
#include "catalog_routes.h"
#include "catalog_service.h"
#include "events/several_servers.h"
#include "log/log.h"
#include "view_routes.h"
#include "view_service.h"

namespace towpath::catalog {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

class Impl final : public CatalogModule {
 public:
  Impl(Kernel kernel, SourceReader& sources, Directory* directory)
      : kernel_(std::move(kernel)), directory_(directory), service_(kernel_, sources) {}
  std::string_view name() const override { return "catalog"; }
  std::vector<db::Migration> migrations() const override { return catalog::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_);
    add_backstage_routes(router, service_);
    add_view_routes(router, views_);
  }
  void start() override {
    // On the host whose repository it is, which alone can read the descriptors.
    pushes_ = events::several_servers(kernel_.events)
                  .consume_on(kernel_.host_id, "catalog.sources", {"forge.pushed", "forge.repository.deleted"},
                              [this](const events::SealedEvent& event) {
                                on_source_event(event);
                                return true;
                              });
    if (!directory_) return;
    // A server that ran before people were mirrored has them all in the past of its log.
    if (!service_.has_mirrored())
      for (const std::string& ref : directory_->refs()) mirror(ref, "system");
    people_ =
        kernel_.events.consume("catalog.directory", {"identity.user.", "identity.group.", "catalog.entity.removed"},
                               [this](const events::SealedEvent& event) {
                                 mirror(event.subject, event.actor);
                                 return true;
                               });
  }
  void stop() override {
    people_.reset();
    pushes_.reset();
  }
  Catalog& catalog() override { return service_; }
  void add_check(std::string kind, const KindCheck& check) override { service_.add_check(std::move(kind), check); }

 private:
  /// A declared user or group that went makes room for the directory's.
  void mirror(const std::string& ref, const std::string& actor) {
    if (!ref.starts_with("user:") && !ref.starts_with("group:")) return;
    const Status status = service_.mirror(ref, directory_->find(ref), actor);
    if (!status.has_value())
      log::info("a user or group cannot be an entity",
                {{"ref", ref}, {"code", status.error().code()}, {"detail", status.error().message()}});
  }

  void on_source_event(const events::SealedEvent& event) {
    const boost::json::value payload = boost::json::parse(event.payload);
    const std::string repository(payload.at("repository").as_string());
    if (event.type == "forge.repository.deleted") {
      service_.forget_source("repository:" + repository, event.actor);
      return;
    }
    if (!payload.at("isDefaultBranch").as_bool() || payload.at("after").as_string().empty()) return;
    const auto status =
        service_.ingest_repository(repository, std::string(payload.at("after").as_string()), event.actor);
    if (!status.has_value() && !elsewhere(status.error()))
      log::info("a repository's descriptors were refused",
                {{"repository", repository}, {"code", status.error().code()}, {"detail", status.error().message()}});
  }

  Kernel kernel_;
  Directory* directory_;  ///< May be absent.
  CatalogService service_;
  ViewService views_{kernel_};
  db::Subscription pushes_, people_;
};

}  // namespace

std::unique_ptr<CatalogModule> make_module(Kernel kernel, SourceReader& sources, Directory* directory) {
  return std::make_unique<Impl>(std::move(kernel), sources, directory);
}

}  // namespace towpath::catalog
