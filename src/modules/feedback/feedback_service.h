#pragma once

#include <string>

#include "auth/auth.h"
#include "board.h"
#include "module/module.h"

namespace towpath::feedback {

/// What developers say and what becomes of it. Thread-safe. Everybody signed in reads (feedback.read), sends and votes
/// (feedback.send); the platform team answers (feedback.triage).
/// Errors common to all: auth.required, auth.forbidden.
class FeedbackService {
 public:
  FeedbackService(const Kernel& kernel, const Board& board) : kernel_(kernel), board_(board) {}

  /// Errors: feedback.invalid_cursor.
  Result<ItemPage> list(const auth::Principal& principal, ItemFilter filter);
  /// Errors: feedback.item_not_found.
  Result<SeenItem> get(const auth::Principal& principal, const std::string& id);
  /// Sent with a name it has its author's vote. Errors: feedback.invalid_item.
  Result<SeenItem> send(const auth::Principal& principal, const NewItem& item);
  /// Doing it twice changes nothing. Errors: feedback.item_not_found.
  Result<SeenItem> vote(const auth::Principal& principal, const std::string& id, bool is_for);
  /// Tells author and voters. Errors: feedback.item_not_found, feedback.roadmap_not_found, feedback.invalid_item,
  /// feedback.reason_needed.
  Result<SeenItem> triage(const auth::Principal& principal, const std::string& id, const Triage& triage);

 private:
  std::vector<SeenItem> seen_all(db::Tx& tx, const auth::Principal& principal, std::vector<Item> items) const;
  SeenItem seen(db::Tx& tx, const auth::Principal& principal, Item item) const;

  const Kernel& kernel_;
  const Board& board_;
};

}  // namespace towpath::feedback
