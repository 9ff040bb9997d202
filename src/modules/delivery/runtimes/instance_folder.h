#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// What is written down of an instance before it starts. Nothing secret.
struct InstanceRecord {
  std::string project, environment, workload, deployment_id, bundle;
  std::map<std::string, int> host_ports;  ///< Service port name to the port on 127.0.0.1.
};

/// `<instances>/<id>`: `instance.json` and `process/`, the directory of the instance's shim. Thread-safe. An id
/// that is no ULID throws: it must never become a path.
class InstanceFolder {
 public:
  /// `logs` keeps logs of forgotten instances. Both are made when absent.
  InstanceFolder(std::filesystem::path instances, std::filesystem::path logs);

  std::filesystem::path process_directory(const InstanceId& id) const { return place(id) / "process"; }
  /// Where log segments are (below `log/`): with the instance, or kept after forget().
  std::filesystem::path log_directory(const InstanceId& id) const;

  /// Whether it was begun here, and its log is still there.
  bool has(const InstanceId& id) const;
  std::optional<InstanceRecord> read(const InstanceId& id) const;
  /// Writes the record unless there is one; what counts is returned, so that two starts of one id agree.
  InstanceRecord keep_first(const InstanceId& id, const InstanceRecord& record) const;
  /// Removes the instance; its log is kept aside.
  void forget(const InstanceId& id) const;
  std::vector<InstanceId> list() const;

 private:
  std::filesystem::path place(const InstanceId& id) const;

  std::filesystem::path instances_, logs_;
};

}  // namespace towpath::delivery
