#pragma once

#include "scorecards/checks.h"
#include "scorecards/ports.h"
#include "standards/module.h"

namespace towpath::app {

// A waiver names a check as "check:default/<scorecard>/<check>".

/// What scorecards are told of waivers.
class CheckWaivers final : public scorecards::Waivers {
 public:
  void connect(standards::Waivers& waivers) { waivers_ = &waivers; }
  /// Nothing is waived before it is connected.
  std::vector<scorecards::WaivedCheck> in_force(const std::string& entity_ref) override;

 private:
  standards::Waivers* waivers_ = nullptr;
};

/// Checks as something that can be waived.
class WaivableChecks final : public standards::WaivableSource {
 public:
  explicit WaivableChecks(scorecards::Checks& checks) : checks_(checks) {}
  std::optional<standards::Waivable> find(const std::string& target) override;

 private:
  scorecards::Checks& checks_;
};

}  // namespace towpath::app
