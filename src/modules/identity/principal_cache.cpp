#include "principal_cache.h"

#include <algorithm>

namespace towpath::identity {

std::uint64_t PrincipalCache::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

std::optional<auth::Principal> PrincipalCache::get(const std::string& key, UtcTime now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || now >= found->second.valid_until) return std::nullopt;
  return found->second.principal;
}

void PrincipalCache::put(const std::string& key, const auth::Principal& principal, UtcTime now, UtcTime valid_until,
                         std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (entries_.size() >= most_entries) entries_.clear();
  entries_.insert_or_assign(key, Entry{principal, std::min<UtcTime>(valid_until, now + longest_age)});
}

void PrincipalCache::clear() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  entries_.clear();
}

}  // namespace towpath::identity
