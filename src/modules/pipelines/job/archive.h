#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "blob/blob.h"
#include "job/file_search.h"

namespace towpath::pipelines {

struct StoredArchive {
  blob::Digest digest;
  std::uint64_t bytes = 0;  ///< Of the archive.
  std::size_t files = 0;
};

/// Packs files of a job as tar.zst into the blob store, with paths relative to `files.root`. The same content gives the
/// same digest: entries are in order, without owner and time, files are 0755 when executable and 0644 otherwise.
/// Errors: blob.no_space, pipelines.unsafe_path, pipelines.file_not_found (removed meanwhile), pipelines.stopped.
Result<StoredArchive> pack(const JobFolder& folder, const FoundFiles& files, blob::Blobs& blobs, std::stop_token stop);

/// Unpacks an archive made by pack() below `path` of a job's folder; files replace what has their name. `scratch` is a
/// folder of the server's for temporary files.
/// Errors: blob.not_found, blob.corrupt, pipelines.invalid_archive, pipelines.unsafe_path, pipelines.stopped.
Status unpack(blob::Blobs& blobs, const blob::Digest& digest, const JobFolder& folder, const std::string& path,
              const std::filesystem::path& scratch, std::stop_token stop);

}  // namespace towpath::pipelines
