#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace towpath::forge {

/// Whether a program wrote a commit: they name themselves so, by the convention of the hosts that run them.
bool is_by_bot(std::string_view author_name, std::string_view author_email);

/// A commit without who wrote it and what: only what delivery figures are made of.
struct HistoryCommit {
  std::string sha;
  UtcTime authored_at, committed_at;
  std::vector<std::uint32_t> parents;  ///< Indices into History::commits, the mainline first; absent ones left out.
  bool is_merge = false;
  bool is_by_bot = false;  ///< As the function says; neither name nor address is kept.
};

struct HistoryTag {
  std::string name;          ///< Without "refs/tags/"; bytes as git has them.
  std::uint32_t commit = 0;  ///< Index into History::commits.
  UtcTime at;                ///< When an annotated tag was made; of a light one, when its commit was.
};

/// All commits that tags and HEAD reach, in no particular order, and the tags on commits.
struct History {
  std::vector<HistoryCommit> commits;
  std::vector<HistoryTag> tags;       ///< By time, then name.
  std::optional<std::uint32_t> head;  ///< Absent in an empty repository.
  bool is_shallow = false;            ///< Something of the history is not there.
};

/// Reads the history of any repository on this machine, bare or with a work tree. It writes nothing at all: the folder
/// may be read-only and of another user. Blocking. Errors: forge.not_a_repository, forge.repository_damaged.
Result<History> read_history(const std::string& folder);

}  // namespace towpath::forge
