#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::feedback {

/// Rows of feedback_votes: whose vote a piece of feedback or of the roadmap has. Who voted is for telling them, never
/// for showing.
class VoteStore {
 public:
  void add(db::Tx& tx, const std::string& subject, const std::string& user) const;
  void remove(db::Tx& tx, const std::string& subject, const std::string& user) const;
  bool has(db::Tx& tx, const std::string& subject, const std::string& user) const;
  std::int64_t count(db::Tx& tx, const std::string& subject) const;
  std::vector<std::string> voters(db::Tx& tx, const std::string& subject) const;
};

}  // namespace towpath::feedback
