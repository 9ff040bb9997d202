#include <fmt/core.h>

#include <boost/json.hpp>

#include "forge_service.h"

namespace towpath::forge {

Status check_is_adopted(const Repository& repository) {
  if (!repository.is_observe_only) return ok();
  return conflict("forge.observe_only",
                  fmt::format("'{}' is only observed: nothing is written to it from here, and no pipeline of it runs.",
                              repository.name))
      .with_hint(fmt::format("Change it where it is kept, or take it over: towpath repo adopt {}", repository.name));
}

Result<Repository> ForgeService::set_use(const auth::Principal& principal, const std::string& name, Use use) {
  TRY(const Repository before, permitted(principal, name, "repository.update"));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Repository> {
    Repository repository = before;
    repository.is_observe_only = use == Use::observe_only;
    if (!store_.set_observe_only(tx, repository.id, repository.is_observe_only))
      return repository;  // it was so already
    kernel_.events.append(
        tx, {.type = repository.is_observe_only ? "forge.repository.observed" : "forge.repository.adopted",
             .subject = "repository:" + repository.name,
             .actor = principal.ref,
             .payload = boost::json::serialize(boost::json::object{{"repository", repository.name}}),
             .owner_ref = repository.owner_ref,
             .project_id = repository.project_id});
    return repository;
  });
}

}  // namespace towpath::forge
