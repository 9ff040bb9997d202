#pragma once

#include <stop_token>
#include <string>

#include "delivery/vault.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

/// Looks whether resources are still as they were made, and only says so: the next deployment makes them so again.
/// Looked at are those of workloads that run on this host, whose drivers may keep things here. Thread-safe, blocking.
class DriftWatch {
 public:
  DriftWatch(const Kernel& kernel, const Stores& stores, Vault& vault, const std::vector<Driver*>& drivers)
      : kernel_(kernel), stores_(stores), vault_(vault), drivers_(drivers) {}

  /// All of them, once. What cannot be observed is left as it was; event delivery.resource.drifted for each whose
  /// difference is a new one.
  void look(std::stop_token stop);

 private:
  void look_at(const Resource& resource, std::stop_token stop);

  const Kernel& kernel_;
  const Stores& stores_;
  Vault& vault_;
  const std::vector<Driver*>& drivers_;
};

/// What differs between outputs that were handed out and those that are there, in words; "" for nothing. `now` is
/// nothing when it is gone.
std::string drift_in_words(const std::string& made, const std::optional<std::string>& now);

}  // namespace towpath::delivery
