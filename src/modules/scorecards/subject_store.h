#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "scorecard.h"
#include "scorecards/ports.h"

namespace towpath::scorecards {

/// Rows of scorecards_subjects, scorecards_facts and scorecards_pushed: what evaluations begin with.
class SubjectStore {
 public:
  /// Inserts or replaces; when the entity is to be looked at next stays.
  void put(db::Tx& tx, const Subject& subject) const;
  /// With its facts and pushed results.
  void remove(db::Tx& tx, const std::string& ref) const;
  bool is_known(db::Tx& tx, const std::string& ref) const;
  /// Owner, project and visibility of one; the rest is empty.
  std::optional<Subject> find(db::Tx& tx, const std::string& ref) const;
  std::vector<std::string> refs(db::Tx& tx) const;
  std::vector<std::string> of_repository(db::Tx& tx, const std::string& repository) const;

  void set_next_look(db::Tx& tx, const std::string& ref, const std::optional<UtcTime>& at) const;
  /// Those to be looked at by `now`, oldest first.
  std::vector<std::string> due(db::Tx& tx, UtcTime now, std::size_t limit) const;
  std::optional<UtcTime> next_look(db::Tx& tx) const;

  void put_fact(db::Tx& tx, const std::string& ref, const std::string& source, const Fact& fact, UtcTime now) const;
  std::map<std::string, Fact> facts(db::Tx& tx, const std::string& ref) const;
  /// Of entities from `first` to `last`, by reference.
  std::map<std::string, std::map<std::string, Fact>> facts_between(db::Tx& tx, const std::string& first,
                                                                   const std::string& last) const;

  void put_pushed(db::Tx& tx, const PushedResult& result) const;
  std::vector<PushedResult> pushed(db::Tx& tx, const std::string& ref) const;
  std::vector<PushedResult> pushed_between(db::Tx& tx, const std::string& first, const std::string& last) const;
};

}  // namespace towpath::scorecards
