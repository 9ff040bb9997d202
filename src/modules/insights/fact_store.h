#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "fact.h"
#include "fact_figures.h"

namespace towpath::insights {

/// Whose facts. One of `component` and `owner`, or neither.
struct FactScope {
  std::string component, owner;
  auth::SqlCondition visible;   ///< Over owner_ref and env_type.
  auth::SqlCondition by_owner;  ///< Over owner_ref, for tables without an environment type.
  bool sees_everything = false;
};

/// Where a fact stands among those of its kind, newest first.
struct FactPlace {
  UtcTime ended_at;
  std::string id;
};

/// Rows of insights_facts, insights_fact_days and insights_begun.
class FactStore {
 public:
  /// In this order; a second fact of the same kind, id, owner and week changes nothing.
  void insert(db::Tx& tx, const std::vector<Fact>& facts) const;
  void clear(db::Tx& tx) const;

  void begin(db::Tx& tx, std::string_view kind, const std::string& id, const std::string& label, UtcTime at) const;
  struct Begun {
    std::string label;
    UtcTime at;
  };
  /// As begin(), for all of them by id.
  void begin_each(db::Tx& tx, std::string_view kind, const std::unordered_map<std::string, Begun>& begun) const;
  /// What had begun, which is then no more.
  std::optional<Begun> end(db::Tx& tx, std::string_view kind, const std::string& id) const;

  /// Of the days from `from`'s to the one before `to`'s, when the scope is no component; of a component exactly the
  /// facts that ended in [from, to).
  FactFigures figures(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to) const;
  /// By day; days without facts are left out.
  std::map<std::string, FactFigures> days(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from,
                                          UtcTime to) const;
  /// How many ended in [from, to), and the sum of their values, by label.
  struct Part {
    std::string label;
    std::int64_t n = 0;
    double total = 0;
  };
  std::vector<Part> by_label(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to) const;
  /// Newest first, those that come after `after` (nothing for the first page).
  std::vector<Fact> rows(db::Tx& tx, std::string_view kind, const FactScope& scope, UtcTime from, UtcTime to,
                         const std::optional<FactPlace>& after, std::size_t limit) const;

 private:
  void add_to_days(db::Tx& tx, const std::vector<Fact>& facts, const std::vector<std::int64_t>& is_new) const;
};

}  // namespace towpath::insights
