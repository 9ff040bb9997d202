#pragma once

#include <string>
#include <vector>

#include "fact_store.h"
#include "insights/service_files.h"

namespace towpath::insights {

struct ServiceLoad {
  std::string component, owner_ref;
  PlatformFiles has;
  UtcTime at;
};

/// Rows of insights_service_load.
class LoadStore {
 public:
  void put(db::Tx& tx, const ServiceLoad& load) const;
  void remove(db::Tx& tx, const std::string& component) const;
  std::vector<ServiceLoad> list(db::Tx& tx, const std::string& component, const std::string& owner,
                                const auth::SqlCondition& visible) const;
};

}  // namespace towpath::insights
