#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::runs {

/// What retention asks of runs and artifacts.
class RetentionStore {
 public:
  struct OldArtifact {
    std::string run_id, name;
    std::uint64_t bytes = 0;
    UtcTime created_at;
  };
  bool has_unfinished(db::Tx& tx, const std::string& run_id) const;
  std::set<std::string> digests(db::Tx& tx) const;
  enum class What { artifacts, recordings };  ///< Recordings of shells (recording_type), or all others.
  /// Of runs that have ended, oldest first.
  std::vector<OldArtifact> artifacts(db::Tx& tx, What what) const;
  void remove_artifact(db::Tx& tx, const OldArtifact& artifact) const;
};

}  // namespace towpath::runs
