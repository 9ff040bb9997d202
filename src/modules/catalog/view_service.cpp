#include "view_service.h"

#include <fmt/core.h>

#include "auth/signed_in.h"

namespace towpath::catalog {
namespace {

constexpr std::size_t longest_name = 80, longest_query = 2000;
constexpr std::int64_t most_views = 100;

Status signed_in(const auth::Principal& principal) {
  return auth::check_signed_in(principal, "saved views are each person's own.");
}

}  // namespace

Result<std::vector<SavedView>> ViewService::list(const auth::Principal& principal) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<SavedView>> { return store_.list(tx, principal.ref); });
}

Result<SavedView> ViewService::put(const auth::Principal& principal, const std::string& name,
                                   const std::string& query) {
  CHECK_OK(signed_in(principal));
  if (name.empty() || name.size() > longest_name || name.find('/') != std::string::npos)
    return invalid_input("catalog.invalid_view", fmt::format("'{}' cannot be the name of a view.", name))
        .with_field("/name", fmt::format("must be 1 to {} characters without '/'", longest_name));
  if (query.size() > longest_query)
    return invalid_input("catalog.invalid_view", "The filters of the view are too long to be kept.")
        .with_field("/query", fmt::format("must be at most {} characters", longest_query));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SavedView> {
    if (!store_.has(tx, principal.ref, name) && store_.count(tx, principal.ref) >= most_views)
      return conflict("catalog.too_many_views", fmt::format("There are {} saved views already.", most_views))
          .with_hint("Delete one that is no longer of use.");
    const SavedView view{name, query, kernel_.clock.now()};
    store_.put(tx, principal.ref, view);
    return view;
  });
}

Status ViewService::remove(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(signed_in(principal));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (store_.remove(tx, principal.ref, name)) return ok();
    return not_found("catalog.view_not_found", fmt::format("There is no saved view '{}'.", name));
  });
}

}  // namespace towpath::catalog
