#include "orphans.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "delivery_service.h"
#include "log/log.h"

namespace towpath::delivery {
namespace {

std::string key_of(const Resource& resource) { return "delete/" + resource.gu_id; }

bool is_made_after(const Resource& resource, const Resource& other) {
  return std::any_of(resource.needs.begin(), resource.needs.end(),
                     [&](const auto& need) { return need.second == other.gu_id; });
}

}  // namespace

std::vector<runs::NodeSpec> destroy_nodes(const std::vector<Resource>& resources, const std::vector<std::string>& after,
                                          const std::string& spec) {
  std::vector<runs::NodeSpec> out;
  for (const Resource& resource : resources) {
    runs::NodeSpec destroy;
    destroy.key = key_of(resource);
    destroy.title = fmt::format("Delete {} {} in {}", resource.type, resource.id, resource.environment);
    destroy.kind = "delivery.destroy";
    destroy.needs = after;
    for (const Resource& other : resources)
      if (is_made_after(other, resource)) destroy.needs.push_back(key_of(other));
    boost::json::object told = boost::json::parse(spec).as_object();
    told["resource"] = resource.gu_id;
    destroy.spec = boost::json::serialize(told);
    out.push_back(std::move(destroy));
  }
  return out;
}

/// One run for each component and environment, which waits for deployments there: one of them may declare it again.
std::optional<UtcTime> DeliveryService::delete_orphans() {
  std::map<std::pair<std::string, std::string>, std::vector<Resource>> places;
  const auto due = kernel_.db.read([&](db::Tx& tx) { return stores_.resources.due(tx, kernel_.clock.now()); });
  for (const Resource& each : due) places[{each.environment_uid, each.component}].push_back(each);
  for (const auto& [place, resources] : places) {
    const Resource& first = resources.front();
    const Status begun = kernel_.db.transact([&](db::Tx& tx) -> Status {
      std::vector<Resource> released;
      for (const Resource& each : resources) {
        auto row = stores_.resources.find(tx, each.gu_id);
        if (!row || row->state != "orphaned") continue;  // declared again since
        row->state = "deleting";
        row->updated_at = kernel_.clock.now();
        stores_.resources.put(tx, *row);
        released.push_back(std::move(*row));
      }
      if (released.empty()) return ok();
      runs::RunSpec run;
      run.kind = "deletion";
      run.title = fmt::format("delete what {} no longer declares in {}", first.component, first.environment);
      run.subject = "component:default/" + first.component;
      run.owner_ref = first.owner_ref;
      run.project_id = first.project_id;
      run.env_type = first.env_type;
      run.trigger = {"retention", "system", "", ""};
      run.concurrency_group = fmt::format("env:{}:{}", place.first, place.second);
      run.nodes = destroy_nodes(released, {}, R"({"purge":false,"orphan":true})");
      TRY(const runs::RunId id, ports_.runs.submit(tx, run));
      return ok();
    });
    if (!begun.has_value())
      log::warn("what is no longer declared could not be deleted and is tried again",
                {{"component", first.component}, {"code", begun.error().code()}, {"detail", begun.error().message()}});
  }
  const auto next = kernel_.db.read([&](db::Tx& tx) { return stores_.resources.next_due(tx); });
  if (!next) return next;
  return std::max(*next, kernel_.clock.now() + std::chrono::seconds(due.empty() ? 0 : 30));
}

}  // namespace towpath::delivery
