#pragma once

#include <filesystem>
#include <vector>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// Which processes an instance of more than one consists of: a file for each such instance, written before anything is
/// started, so that whoever comes after a crash knows all of them. One writer for each instance at a time.
class CopyRecords {
 public:
  explicit CopyRecords(std::filesystem::path folder);

  /// Ids of all copies, the instance's own first; that alone where nothing is written down. Throws for an id that is no
  /// ULID, and for a damaged file.
  std::vector<InstanceId> read(const InstanceId& id) const;
  /// `copies`: at least the instance's own, first. On disk when it returns.
  void keep(const InstanceId& id, const std::vector<InstanceId>& copies) const;
  void forget(const InstanceId& id) const;
  /// Those that are a copy of another one.
  std::vector<InstanceId> further() const;

 private:
  std::filesystem::path place(const InstanceId& id) const;

  const std::filesystem::path folder_;
};

}  // namespace towpath::delivery
