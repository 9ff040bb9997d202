#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::forge {

enum class FileChange { added, removed, modified, renamed, copied, mode_changed };
enum class LineKind { context, added, removed };

struct DiffLine {
  LineKind kind = LineKind::context;
  int old_number = 0;  ///< From 1; 0 where the line is not on that side.
  int new_number = 0;
  std::string text;  ///< Without the line feed; UTF-8, broken bytes replaced.
  bool has_no_newline = false;
};

/// `@@ -old_start,old_count +new_start,new_count @@ heading`
struct DiffHunk {
  int old_start = 0, old_count = 0, new_start = 0, new_count = 0;
  std::string heading;
  std::vector<DiffLine> lines;
};

/// Why the hunks of a file are not here.
enum class Omission { none, binary, too_large };

struct FileDiff {
  std::string old_path, new_path;  ///< The same when it was not renamed; both are set for added and removed files.
  FileChange change = FileChange::modified;
  std::string old_mode, new_mode;  ///< "100644"; "" where the file is absent.
  std::int64_t added = 0, removed = 0;
  Omission omission = Omission::none;
  std::vector<DiffHunk> hunks;
};

/// What differs between two commits.
struct Diff {
  std::string base, head;  ///< Commits.
  std::vector<FileDiff> files;
  std::int64_t file_count = 0, added = 0, removed = 0;  ///< Of all files, also those not listed.
  bool is_cut = false;                                  ///< More files differ than are listed.
};

// Limits, said in the answer when they are met.
inline constexpr std::size_t max_diff_files = 3000;
inline constexpr std::int64_t max_file_lines = 3000;    ///< Changed lines of one file in a diff of all files.
inline constexpr std::int64_t max_diff_lines = 20000;   ///< Changed lines of all files together.
inline constexpr std::int64_t max_asked_lines = 50000;  ///< Of a file that is asked for alone.

/// Reads what `git diff -p --full-index` prints. Files come in its order; counts are those of the hunks.
/// Errors: forge.invalid_diff with the line that does not fit.
Result<std::vector<FileDiff>> parse_patch(std::string_view text);

/// Reads what `git diff --raw --numstat -z` prints: files without hunks, with status, modes and counts. A binary file
/// has Omission::binary. Errors: forge.invalid_diff.
Result<std::vector<FileDiff>> parse_file_list(std::string_view text);

}  // namespace towpath::forge
