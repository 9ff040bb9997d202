#include "baseline_service.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::insights {
namespace {

events::NewEvent event_of(const char* type, const auth::Principal& principal, const Baseline& baseline) {
  return {.type = type,
          .subject = "baseline:" + baseline.name,
          .actor = principal.ref,
          .payload = boost::json::serialize(boost::json::object{{"baseline", baseline.name},
                                                                {"source", baseline.source},
                                                                {"component", baseline.component},
                                                                {"releases", baseline.releases.size()},
                                                                {"from", to_rfc3339(baseline.from)},
                                                                {"to", to_rfc3339(baseline.to)}}),
          .owner_ref = baseline.owner_ref};
}

auth::Attributes attributes_of(const Baseline& baseline) { return {baseline.owner_ref, "", ""}; }

}  // namespace

Result<Baseline> BaselineService::readable(db::Tx& tx, const auth::Principal& principal, const std::string& name) {
  auto found = store_.find(tx, name);
  if (!found || !auth::permits(kernel_.authorizer.decide(principal, "baseline.read"), attributes_of(*found)))
    return not_found("insights.baseline_not_found", fmt::format("There is no baseline '{}'.", name))
        .with_hint("List them with: towpath baseline list");
  return std::move(*found);
}

Result<Baseline> BaselineService::put(const auth::Principal& principal, Baseline baseline) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "baseline.update", attributes_of(baseline)));
  baseline.imported_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (const auto before = store_.find(tx, baseline.name))
      CHECK_OK(auth::check(kernel_.authorizer, principal, "baseline.update", attributes_of(*before)));
    store_.put(tx, baseline);
    kernel_.events.append(tx, event_of("insights.baseline.imported", principal, baseline));
    return ok();
  }));
  return baseline;
}

Result<Baseline> BaselineService::get(const auth::Principal& principal, const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Baseline> {
    TRY(Baseline found, readable(tx, principal, name));
    found.releases = store_.releases(tx, name);
    return found;
  });
}

Status BaselineService::remove(const auth::Principal& principal, const std::string& name) {
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    TRY(const Baseline found, readable(tx, principal, name));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "baseline.delete", attributes_of(found)));
    store_.remove(tx, name);
    kernel_.events.append(tx, event_of("insights.baseline.deleted", principal, found));
    return ok();
  });
}

std::vector<Baseline> BaselineService::list(const auth::Principal& principal, const std::string& component,
                                            const std::string& owner) {
  const auth::SqlCondition visible = auth::to_sql(kernel_.authorizer.decide(principal, "baseline.read"), "owner_ref");
  return kernel_.db.read([&](db::Tx& tx) { return store_.list(tx, component, owner, visible); });
}

}  // namespace towpath::insights
