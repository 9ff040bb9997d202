#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// What was committed for an instance. Nothing secret.
struct CommitRecord {
  std::string commit;  ///< "" while it was not pushed yet.
  std::string path;    ///< Its folder in the repository.
  std::map<std::string, std::string> files;
};

/// Of each instance, in `folder`. Written before anything is pushed, so that whoever comes after a crash knows where to
/// look. Thread-safe for different instances.
class CommitRecords {
 public:
  explicit CommitRecords(std::filesystem::path folder);

  void keep(const InstanceId& id, const CommitRecord& record) const;
  std::optional<CommitRecord> read(const InstanceId& id) const;
  void forget(const InstanceId& id) const;

 private:
  std::filesystem::path place(const InstanceId& id) const;
  const std::filesystem::path folder_;
};

}  // namespace towpath::delivery
