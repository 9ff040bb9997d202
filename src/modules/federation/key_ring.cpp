#include "key_ring.h"

namespace towpath::federation {

Result<Secret> KeyRing::load(const std::string& id, std::int64_t version) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto held = held_.find(id); held != held_.end() && held->second.first == version)
      return held->second.second;
  }
  TRY(Secret secret, keys_.load(id));
  const std::lock_guard lock(mutex_);
  constexpr std::size_t most_held = 1'000;
  if (held_.size() >= most_held) held_.clear();
  held_.insert_or_assign(id, std::pair(version, secret));
  return secret;
}

}  // namespace towpath::federation
