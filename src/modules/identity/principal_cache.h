#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "auth/auth.h"
#include "base/time.h"

namespace towpath::identity {

/// Principals by the kind and hash of their credential, so that a request costs no query. A change of users, groups or
/// credentials empties it: at once in this process, by a hint in others, and at the latest after `longest_age` should a
/// hint get lost. Thread-safe.
class PrincipalCache {
 public:
  static constexpr std::chrono::seconds longest_age{5};

  /// The number of changes so far. Taken before a principal is read from the database and given to put(): what was read
  /// before a change must not be kept after it.
  std::uint64_t generation() const;
  std::optional<auth::Principal> get(const std::string& key, UtcTime now) const;
  /// `valid_until`: when the credential itself ends.
  void put(const std::string& key, const auth::Principal& principal, UtcTime now, UtcTime valid_until,
           std::uint64_t generation);
  void clear();

 private:
  static constexpr std::size_t most_entries = 20'000;
  struct Entry {
    auth::Principal principal;
    UtcTime valid_until;
  };
  mutable std::mutex mutex_;  // guards entries_, generation_
  std::unordered_map<std::string, Entry> entries_;
  std::uint64_t generation_ = 0;
};

}  // namespace towpath::identity
