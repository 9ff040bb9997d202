#pragma once

#include <chrono>
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
  /// As take(), after asking the holder to end in order and waiting for it.
  /// Errors: app.still_running (it did not end in time, or belongs to another user), app.data_unwritable.
  static Result<std::unique_ptr<DataLock>> take_over(const std::filesystem::path& data,
                                                     std::chrono::milliseconds longest);
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

 private:
  explicit DataLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace towpath::app
