#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace towpath::delivery {

/// What an archive may hold.
struct BundleLimits {
  std::uint64_t bytes = 4ull << 30;  ///< Of all files together, unpacked.
  std::uint64_t entries = 200'000;
  std::uint64_t path_bytes = 1'024;
};

/// Unpacks a tar archive (plain, gzip or zstd) read from a descriptor into an existing empty directory. Files become
/// read-only; the owner is who runs us. Holds regular files, directories, hard and symbolic links only; nothing is
/// written through a link, and no path or link leads outside.
/// Errors: delivery.bundle_invalid (names the entry), delivery.bundle_too_large. A disk that fails or is full throws.
Status unpack_bundle(int archive_fd, const std::filesystem::path& directory, const BundleLimits& limits = {});

}  // namespace towpath::delivery
