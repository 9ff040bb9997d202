#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::feedback {

/// Rows of feedback_votes: whose vote a piece of feedback or of the roadmap has. Who voted is for telling them, never
/// for showing.
class VoteStore {
 public:
  /// Whether there was no such vote before.
  bool add(db::Tx& tx, const std::string& subject, const std::string& user) const;
  /// Whether there was one.
  bool remove(db::Tx& tx, const std::string& subject, const std::string& user) const;
  /// Which of the subjects have the user's vote.
  std::set<std::string> voted(db::Tx& tx, const std::vector<std::string>& subjects, const std::string& user) const;
  std::int64_t count(db::Tx& tx, const std::string& subject) const;
  std::vector<std::string> voters(db::Tx& tx, const std::string& subject) const;
};

}  // namespace towpath::feedback
