#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::feedback {

struct WaitingLetter {
  std::string id, user_ref, title, text, link;
  UtcTime created_at;
  std::int64_t attempts = 0;
};

/// Rows of feedback_letters and feedback_mail_off.
class LetterStore {
 public:
  void insert(db::Tx& tx, const std::vector<WaitingLetter>& letters, UtcTime due_at) const;
  void remove(db::Tx& tx, const std::string& id) const;
  void set_due(db::Tx& tx, const std::string& id, UtcTime due_at) const;
  /// When the next one is due, or was; nothing when there is none.
  std::optional<UtcTime> next_due(db::Tx& tx) const;
  /// Takes the next one that is due at `now` and makes it due at `again` with one attempt more, by itself: of several
  /// servers one gets it.
  std::optional<WaitingLetter> claim(db::Db& db, UtcTime now, UtcTime again) const;

  std::set<std::string> mail_off(db::Tx& tx, const std::string& user) const;
  /// Of these people, who wants no mail of the kind.
  std::set<std::string> without_mail(db::Tx& tx, const std::string& kind) const;
  void set_mail(db::Tx& tx, const std::string& user, const std::string& kind, bool is_wanted) const;
};

}  // namespace towpath::feedback
