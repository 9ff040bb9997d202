#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "blob/blob.h"

namespace towpath::delivery {

/// Bundles unpacked once per digest: `<folder>/<64 hex>`. A bundle appears whole or not at all. Thread-safe.
class BundleFolder {
 public:
  /// `blobs` outlives it. What an interrupted unpacking left is removed.
  BundleFolder(std::filesystem::path folder, blob::Blobs& blobs);

  /// The directory of a bundle ("sha256:..."), unpacked when it is not there yet.
  /// Errors: delivery.bundle_missing, delivery.bundle_invalid, delivery.bundle_too_large.
  Result<std::filesystem::path> unpacked(const std::string& digest);

 private:
  std::filesystem::path folder_;
  blob::Blobs& blobs_;
};

}  // namespace towpath::delivery
