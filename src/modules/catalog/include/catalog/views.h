#pragma once

#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::catalog {

/// A way somebody wants to see the catalog.
struct SavedView {
  std::string name;
  std::string query;  ///< The search part of the page's address, without "?".
  UtcTime updated_at;
};

/// Saved views, each person's own. Thread-safe, blocking. Errors of all: auth.required when nobody is signed in.
class SavedViews {
 public:
  virtual ~SavedViews() = default;
  /// By name.
  virtual Result<std::vector<SavedView>> list(const auth::Principal& principal) = 0;
  /// Keeps a view under a name, in the place of the one that has it. Errors: catalog.invalid_view,
  /// catalog.too_many_views.
  virtual Result<SavedView> put(const auth::Principal& principal, const std::string& name,
                                const std::string& query) = 0;
  /// Errors: catalog.view_not_found.
  virtual Status remove(const auth::Principal& principal, const std::string& name) = 0;
};

}  // namespace towpath::catalog
