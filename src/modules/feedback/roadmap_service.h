#pragma once

#include <string>

#include "auth/auth.h"
#include "board.h"
#include "module/module.h"

namespace towpath::feedback {

/// What the platform team means to do and why. Thread-safe. Everybody signed in reads (roadmap.read) and votes
/// (feedback.send); the platform team writes (roadmap.update).
/// Errors common to all: auth.required, auth.forbidden.
class RoadmapService {
 public:
  RoadmapService(const Kernel& kernel, const Board& board) : kernel_(kernel), board_(board) {}

  /// Newest first; a `stage` of "" restricts nothing.
  Result<RoadmapPage> list(const auth::Principal& principal, const std::string& stage, const std::string& after,
                           std::size_t limit);
  /// Errors: feedback.roadmap_not_found.
  Result<SeenRoadmapItem> get(const auth::Principal& principal, const std::string& id);
  /// Errors: feedback.invalid_roadmap_item, feedback.item_not_found.
  Result<SeenRoadmapItem> add(const auth::Principal& principal, const NewRoadmapItem& item);
  /// A move tells everybody who voted for it or sent feedback that led to it. Errors: feedback.roadmap_not_found,
  /// feedback.invalid_roadmap_item, feedback.reason_needed (shipped and dropped need a note).
  Result<SeenRoadmapItem> change(const auth::Principal& principal, const std::string& id, const RoadmapChange& change);
  Result<SeenRoadmapItem> vote(const auth::Principal& principal, const std::string& id, bool is_for);

 private:
  std::vector<SeenRoadmapItem> seen_all(db::Tx& tx, const auth::Principal& principal,
                                        std::vector<RoadmapItem> items) const;
  SeenRoadmapItem seen(db::Tx& tx, const auth::Principal& principal, RoadmapItem item) const;

  const Kernel& kernel_;
  const Board& board_;
};

}  // namespace towpath::feedback
