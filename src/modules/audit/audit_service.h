#pragma once

#include "audit/audit.h"
#include "module/module.h"

namespace towpath::audit {

class AuditService final : public Audit {
 public:
  explicit AuditService(Kernel kernel) : kernel_(std::move(kernel)) {}
  Result<Page> list(const auth::Principal& principal, events::EventFilter filter) override;
  Result<Entry> entry(const auth::Principal& principal, std::int64_t sequence) override;
  Status may_see_all(const auth::Principal& principal, std::string_view permission) override;
  events::Verdict verify() override { return kernel_.events.verify(); }
  Checkpoint checkpoint() override;
  void export_lines(std::int64_t after, std::int64_t to, const std::function<bool(std::string_view)>& write) override;

 private:
  Kernel kernel_;
};

}  // namespace towpath::audit
