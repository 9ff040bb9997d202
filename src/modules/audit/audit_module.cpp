#include "audit/module.h"
#include "audit_routes.h"
#include "audit_service.h"

namespace towpath::audit {
namespace {

class Impl final : public AuditModule {
 public:
  explicit Impl(Kernel kernel) : service_(std::move(kernel)) {}
  std::string_view name() const override { return "audit"; }
  void routes(http::Router& router) override { add_routes(router, service_); }
  Audit& audit() override { return service_; }

 private:
  AuditService service_;
};

}  // namespace

std::unique_ptr<AuditModule> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::audit
