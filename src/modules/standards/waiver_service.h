#pragma once

#include "catalog/catalog.h"
#include "module/module.h"
#include "policy_book.h"
#include "standards/module.h"
#include "waiver_store.h"

namespace towpath::standards {

class WaiverService final : public Waivers {
 public:
  WaiverService(const Kernel& kernel, StandardsPorts& ports, const PolicyBook& book)
      : kernel_(kernel), ports_(ports), book_(book) {}

  Result<WaiverPage> list(const auth::Principal& principal, const WaiverFilter& filter) override;
  Result<Waiver> get(const auth::Principal& principal, const std::string& id) override;
  Result<Waiver> request(const auth::Principal& principal, const NewWaiver& waiver) override;
  Result<Waiver> decide(const auth::Principal& principal, const std::string& id, bool approve,
                        const std::string& comment) override;
  Result<Waiver> end(const auth::Principal& principal, const std::string& id, const std::string& comment) override;
  std::vector<InForce> in_force(const std::string& subject) override;
  std::vector<Counted> counted(const CountScope& scope) override;

  /// Ends what is over and reminds of what soon will be; answers when there is something to do next.
  std::optional<UtcTime> settle();

 private:
  auth::SqlCondition visible(const auth::Principal& principal) const;
  /// What the principal may do with it.
  Waiver seen(const auth::Principal& principal, Waiver waiver) const;
  Status may_decide(const auth::Principal& principal, const Waiver& waiver) const;
  std::optional<Waivable> waivable(const std::string& target) const;
  Result<Waiver> close(const auth::Principal& principal, Waiver waiver, const std::string& from, const char* event);
  void announce(db::Tx& tx, const char* type, const Waiver& waiver, const std::string& actor) const;

  const Kernel& kernel_;
  StandardsPorts& ports_;
  const PolicyBook& book_;
  WaiverStore store_;
};

}  // namespace towpath::standards
