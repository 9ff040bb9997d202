#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace towpath::app {

/// A data directory belongs to one server at a time, whichever database it uses: its repositories, keys and workloads
/// have one keeper. Held by an open file; the kernel lets go when the process ends, however it ends.
class DataLock {
 public:
  /// Errors: app.data_in_use (names the holder's process), app.data_unwritable.
  static Result<std::unique_ptr<DataLock>> take(const std::filesystem::path& data);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

 private:
  explicit DataLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace towpath::app
