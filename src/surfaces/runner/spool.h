#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::runner {

inline constexpr std::uint64_t spool_limit = std::uint64_t{256} << 20;  ///< Bytes; lines of logs beyond it are dropped.

/// Reports of one job in a file, one JSON text a line, numbered from 1: what could not yet be told waits here, also
/// over the runner's death. A last line that a dying runner left short is cut off. Thread-safe.
class Spool {
 public:
  explicit Spool(std::filesystem::path file);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Adds a report; it is with the kernel when this returns. A full disk throws.
  void add(std::string_view report);
  /// Reports from number `first`, at most `limit` and about `bytes`.
  std::vector<std::string> from(std::int64_t first, std::size_t limit, std::size_t bytes) const;
  std::int64_t count() const;  ///< Also the number of the last.
  bool is_full() const;

 private:
  const std::filesystem::path file_;
  mutable std::mutex mutex_;  // guards fd_, ends_
  int fd_ = -1;
  std::vector<std::uint64_t> ends_;  ///< Where each report ends in the file.
};

}  // namespace towpath::runner
