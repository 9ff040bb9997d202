#pragma once

#include <string>

#include "delivery/delivery.h"
#include "delivery/freezes.h"
#include "freeze_store.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

class FreezeService final : public Freezes {
 public:
  FreezeService(const Kernel& kernel, const Stores& stores) : kernel_(kernel), stores_(stores) {}

  Result<std::vector<Freeze>> list(const auth::Principal& principal, const std::string& project) override;
  Result<Freeze> create(const auth::Principal& principal, Freeze freeze) override;
  Status remove(const auth::Principal& principal, const std::string& id) override;

 private:
  const Kernel& kernel_;
  const Stores& stores_;
};

/// Whether a freeze holds up what `deployment` asks for. Only deploying, promoting, jobs and scaling are ever held up.
std::optional<Held> held_up(db::Tx& tx, const Stores& stores, const Deployment& deployment, UtcTime now);
/// That freeze as a plan says it: why, and until when.
std::optional<PlannedAction> hold_of(db::Tx& tx, const Stores& stores, const Deployment& deployment, UtcTime now);

/// Lets a deployment pass a freeze for `reason`, which becomes an event, or says why it may not. "" asks for nothing.
/// Errors: delivery.frozen (who froze what, until when, and how to pass it).
Status pass_freeze(db::Tx& tx, const Kernel& kernel, const Stores& stores, const auth::Principal& principal,
                   const Deployment& deployment, const std::string& reason);

}  // namespace towpath::delivery
