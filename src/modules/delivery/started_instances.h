#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/secret.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// What the instances that this server has started were started with, so that a deployment which would start the same
/// again can leave one running. Digests with a key of this process, in memory only: what goes in holds secrets. After a
/// restart of the server nothing is known, and the next deployment starts an instance as always. Thread-safe.
class StartedInstances {
 public:
  StartedInstances();

  void remember(const InstanceRequest& request);
  void forget(const std::string& instance_id);
  /// Whether an instance was started with the same as `request` asks for, whoever is named by its ids.
  bool is_same(const std::string& instance_id, const InstanceRequest& request) const;

 private:
  std::string digest(const InstanceRequest& request) const;

  const Secret key_;
  mutable std::mutex mutex_;                    ///< Guards digests_.
  std::map<std::string, std::string> digests_;  ///< By instance id.
};

}  // namespace towpath::delivery
