#include <boost/json.hpp>

#include "base/elsewhere.h"
#include "doc_indexer.h"
#include "docs/module.h"
#include "docs_routes.h"
#include "docs_service.h"
#include "events/several_servers.h"
#include "log/log.h"
#include "manual.h"
#include "quality/quality_routes.h"

namespace towpath::docs {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{24};

class Impl final : public DocsModule {
 public:
  Impl(Kernel kernel, DocFiles& files, DocSubjects& subjects)
      : kernel_(std::move(kernel)),
        service_(kernel_, files, manual_, quality_),
        indexer_(kernel_, files, subjects, manual_) {}
  std::string_view name() const override { return "docs"; }
  std::vector<db::Migration> migrations() const override { return docs::migrations(); }
  void routes(http::Router& router) override {
    add_routes(router, service_);
    add_quality_routes(router, quality_);
  }
  void start() override {
    indexer_.keep_manual();
    kernel_.jobs.post("docs.fill", [this](std::stop_token stop) { indexer_.fill_when_empty(stop); });
    kernel_.jobs.every(clean_up_every, "searches that found nothing", [this](std::stop_token) { quality_.clean_up(); });
    // On the host whose repository it is, which alone can read the pages.
    consumer_ = events::several_servers(kernel_.events)
                    .consume_on(kernel_.host_id, "docs.sets",
                                {"forge.pushed", "forge.repository.deleted", "catalog.entity.registered",
                                 "catalog.entity.changed", "catalog.entity.removed"},
                                [this](const events::SealedEvent& event) { return handle(event); });
  }
  void stop() override { consumer_.reset(); }
  Docs& docs() override { return service_; }

 private:
  /// False when the host of the files cannot be asked now: the event comes again.
  bool handle(const events::SealedEvent& event) {
    Status status = ok();
    if (event.type.starts_with("catalog.")) {
      status = indexer_.entity_changed(event.subject, event.actor);
    } else {
      const boost::json::value payload = boost::json::parse(event.payload);
      const std::string repository(payload.at("repository").as_string());
      if (event.type == "forge.repository.deleted")
        indexer_.repository_deleted(repository, event.actor);
      else if (payload.at("isDefaultBranch").as_bool())
        status = indexer_.repository_pushed(repository, event.actor);
    }
    if (status.has_value() || elsewhere(status.error())) return true;
    log::info("documentation could not be read",
              {{"event", event.id.text()}, {"code", status.error().code()}, {"detail", status.error().message()}});
    return status.error().kind() != ErrorKind::unavailable;
  }

  Kernel kernel_;
  ManualFiles manual_;
  QualityService quality_{kernel_};
  DocsService service_;
  DocIndexer indexer_;
  db::Subscription consumer_;
};

}  // namespace

std::unique_ptr<DocsModule> make_module(Kernel kernel, DocFiles& files, DocSubjects& subjects) {
  return std::make_unique<Impl>(std::move(kernel), files, subjects);
}

}  // namespace towpath::docs
