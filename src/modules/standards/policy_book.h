#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "compiled_policy.h"

namespace towpath::standards {

/// Those in force, by name. Immutable; shared between the set before and after a change.
using PolicySet = std::vector<std::shared_ptr<const CompiledPolicy>>;

/// Every policy: those that are shipped, and what entities of the kind Policy say, who win over a shipped one of their
/// name. Thread-safe; readers keep the set they have.
class PolicyBook final : public catalog::KindCheck {
 public:
  explicit PolicyBook(catalog::Catalog& catalog) : catalog_(catalog) {}

  /// Reads the catalog anew.
  void refresh();
  std::shared_ptr<const PolicySet> all() const;
  const script::Cel& cel() const { return cel_; }

  std::vector<FieldError> problems(const std::string& document) const override;

 private:
  catalog::Catalog& catalog_;
  script::Cel cel_;
  std::mutex refreshing_;     ///< One at a time, so that an older reading never replaces a newer one.
  mutable std::mutex mutex_;  // guards set_
  std::shared_ptr<const PolicySet> set_ = std::make_shared<PolicySet>();  ///< Shared with who reads it.
};

/// The policies every installation begins with.
const std::vector<Policy>& shipped_policies();

}  // namespace towpath::standards
