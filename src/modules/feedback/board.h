#pragma once

#include <optional>
#include <set>
#include <string>

#include "item_store.h"
#include "module/module.h"
#include "notifications.h"
#include "roadmap_store.h"
#include "vote_store.h"

namespace towpath::feedback {

/// What feedback and roadmap do together: items follow what they led to, votes are counted, those concerned are told,
/// and the log hears of it. Everything inside the caller's transaction. Immutable.
class Board {
 public:
  Board(const Kernel& kernel, const Notifications& notifications) : kernel_(kernel), notifications_(notifications) {}

  ItemStore items;
  RoadmapStore roadmap;
  VoteStore votes;

  /// Author and voters of an item, without `but`.
  std::set<std::string> concerned(db::Tx& tx, const Item& item, const std::string& but) const;
  /// Writes an item that changed and tells those concerned when `message` says something.
  void changed(db::Tx& tx, const Item& item, const auth::Principal& by, const Message& message) const;
  /// The items that led to it get the status its stage means; they, and who voted for it, are told.
  void moved(db::Tx& tx, const RoadmapItem& item, const auth::Principal& by) const;
  /// Sets or takes back a user's vote for a subject, an "item" or a "roadmap" item, and tells the log the number, not
  /// the person. The votes it has now; nothing when the vote was like that before.
  std::optional<std::int64_t> vote(db::Tx& tx, std::string_view noun, const std::string& subject,
                                   const std::string& user, bool is_for) const;
  void announce(db::Tx& tx, const char* type, const Item& item, const std::string& actor) const;
  void announce(db::Tx& tx, const char* type, const RoadmapItem& item, const std::string& actor) const;

 private:
  const Kernel& kernel_;
  const Notifications& notifications_;
};

/// The status a stage of the roadmap means for the feedback that led there.
std::string status_of_stage(std::string_view stage);

/// The beginning of a text, for a line; at most `most` characters.
std::string beginning_of(const std::string& text, std::size_t most);

}  // namespace towpath::feedback
