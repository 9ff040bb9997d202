#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "federation/ports.h"

namespace towpath::federation {

/// Secrets that were needed lately, because reading one is an event of the audit log and a webhook is not worth one
/// each time. What is asked for by a newer version is read anew, so a secret that was replaced, by whichever server, is
/// worth nothing. Thread-safe, blocking.
class KeyRing {
 public:
  explicit KeyRing(Keys& keys) : keys_(keys) {}
  /// Errors: those of Keys::load().
  Result<Secret> load(const std::string& id, std::int64_t version);

 private:
  Keys& keys_;
  std::mutex mutex_;                                             // guards held_
  std::map<std::string, std::pair<std::int64_t, Secret>> held_;  ///< By id, with its version.
};

}  // namespace towpath::federation
