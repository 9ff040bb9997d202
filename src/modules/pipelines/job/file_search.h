#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "job/job_folder.h"

namespace towpath::pipelines {

enum class Hidden { excluded, included };

/// Files below a folder of a job that a list of patterns selects.
struct FoundFiles {
  std::vector<JobFolder::Entry> entries;  ///< Files and links, in the order of their paths.
  /// The deepest folder that holds everything the patterns look for: paths in an artifact are relative to it.
  std::string root;
};

/// Patterns as of @actions/glob: `*`, `?`, `[...]` inside a step, `**` for any steps, `!` takes back, and a folder
/// stands for all below it. `base` is the folder they are relative to. Empty lines and lines that begin with '#' are
/// skipped. Errors: pipelines.unsafe_path, pipelines.invalid_pattern.
Result<FoundFiles> find_files(const JobFolder& folder, const std::string& base,
                              const std::vector<std::string>& patterns, Hidden hidden);

/// The function hashFiles: SHA-256 over the SHA-256 of each file, in hex; "" when nothing is found. Links are left out.
/// Errors: as find_files().
Result<std::string> hash_files(const JobFolder& folder, const std::string& base,
                               const std::vector<std::string>& patterns);

}  // namespace towpath::pipelines
