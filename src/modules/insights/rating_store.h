#pragma once

#include <vector>

#include "fact_store.h"
#include "rating.h"

namespace towpath::insights {

/// Rows of insights_ratings.
class RatingStore {
 public:
  void insert(db::Tx& tx, const CustomerRating& rating) const;
  /// Of [from, to), newest first.
  std::vector<CustomerRating> list(db::Tx& tx, const std::string& owner, const auth::SqlCondition& visible,
                                   UtcTime from, UtcTime to) const;
};

}  // namespace towpath::insights
