#include "rotation.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "prepared_resource.h"
#include "retirement.h"

namespace towpath::delivery {

std::string old_secrets_key(const std::string& gu_id) { return gu_id + ".old"; }
std::string new_secrets_key(const std::string& gu_id) { return gu_id + ".new"; }

Result<Resource> RotationSteps::row_of(const std::string& gu_id) const {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Resource> {
    auto row = stores_.resources.find(tx, gu_id);
    if (!row) return not_found("delivery.resource_not_found", fmt::format("The resource {} is gone.", gu_id));
    return std::move(*row);
  });
}

/// What was chosen for this deployment before, or a new choice, kept together with what there is.
Result<Rotation> RotationSteps::begin(Driver& driver, const Deployment& deployment, const Resource& row,
                                      const ResourceRequest& request) {
  const auto known = kernel_.db.read(
      [&](db::Tx& tx) -> std::optional<Rotation> { return stores_.rotations.find(tx, deployment.id, row.gu_id); });
  if (known) return *known;
  CHECK_OK(vault_.store(old_secrets_key(row.gu_id), request.known_secrets));
  CHECK_OK(vault_.store(new_secrets_key(row.gu_id), driver.prepare(request)));
  Rotation out{deployment.id, row.gu_id, row.outputs, row.driver_state, row.secret_keys, "begun", kernel_.clock.now()};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    stores_.rotations.insert(tx, out);
    return ok();
  }));
  return out;
}

Result<std::map<std::string, Secret>> RotationSteps::rotate(Driver& driver, const Deployment& deployment,
                                                            const ResourceRequest& request,
                                                            const DriverContext& context) {
  TRY(Resource row, row_of(request.gu_id));
  TRY(const Rotation rotation, begin(driver, deployment, row, request));
  fault_point("delivery.rotation.after_intent");
  if (rotation.state == "made") return vault_.load(request.gu_id);
  if (rotation.state != "begun")
    return conflict("delivery.rotation_ended",
                    fmt::format("The new credentials of '{}' were {} already.", row.id, rotation.state))
        .with_hint(
            fmt::format("Ask for new ones: towpath resource rotate {} {} {}", row.component, row.environment, row.id));
  ResourceRequest old = request;
  old.state = rotation.old_state;
  TRY(old.known_secrets, vault_.load(old_secrets_key(request.gu_id)));
  TRY(const auto next, vault_.load(new_secrets_key(request.gu_id)));
  TRY(const ResourceOutcome outcome, driver.rotate(old, next, context));
  fault_point("delivery.rotation.after_rotate");
  CHECK_OK(vault_.store(request.gu_id, outcome.secrets));
  fault_point("delivery.rotation.after_secret");
  row.outputs = outcome.outputs;
  row.driver_state = outcome.state;
  row.secret_keys.clear();
  for (const auto& [key, secret] : outcome.secrets) row.secret_keys.push_back(key);
  row.deployment_id = deployment.id;
  row.updated_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    stores_.resources.put(tx, row);
    stores_.rotations.set_state(tx, rotation, "made");
    return ok();
  }));
  return outcome.secrets;
}

Status RotationSteps::end(const Rotation& rotation, const Resource& row, std::string_view state,
                          const std::string& run) {
  const bool is_rotated = state == "ended";
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    stores_.rotations.set_state(tx, rotation, state);
    kernel_.events.append(
        tx, {.type = is_rotated ? "delivery.resource.rotated" : "delivery.resource.rotation_undone",
             .subject = "resource:" + row.gu_id,
             .actor = "run:" + run,
             .payload = boost::json::serialize(boost::json::object{{"resource", row.id},
                                                                   {"type", row.type},
                                                                   {"driver", row.driver},
                                                                   {"environment", row.environment},
                                                                   {"component", row.component},
                                                                   {"deployment", rotation.deployment_id}}),
             .owner_ref = row.owner_ref,
             .project_id = row.project_id,
             .env_type = row.env_type});
    return ok();
  }));
  CHECK_OK(vault_.forget(old_secrets_key(row.gu_id)));
  return vault_.forget(new_secrets_key(row.gu_id));
}

Status RotationSteps::revoke(Driver& driver, const Rotation& rotation, const DriverContext& context,
                             const std::string& run) {
  TRY(const Resource row, row_of(rotation.gu_id));
  TRY(const ResourceRequest request, stored_request(kernel_, stores_, vault_, row));
  CHECK_OK(driver.keep_only(request, context));
  fault_point("delivery.rotation.after_revoke");
  return end(rotation, row, "ended", run);
}

Status RotationSteps::undo(Driver& driver, const Rotation& rotation, const DriverContext& context,
                           const std::string& run) {
  TRY(Resource row, row_of(rotation.gu_id));
  TRY(const auto old, vault_.load(old_secrets_key(rotation.gu_id)));
  CHECK_OK(vault_.store(rotation.gu_id, old));
  row.outputs = rotation.old_outputs;
  row.driver_state = rotation.old_state;
  row.secret_keys = rotation.old_secret_keys;
  row.updated_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    stores_.resources.put(tx, row);
    return ok();
  }));
  TRY(const ResourceRequest request, stored_request(kernel_, stores_, vault_, row));
  CHECK_OK(driver.keep_only(request, context));
  return end(rotation, row, "undone", run);
}

Status RevokeExecutor::wait_until_alone(runs::NodeContext& context, int step, const Deployment& deployment) {
  constexpr std::chrono::milliseconds between{250};
  retirement_.wake();
  for (bool is_first = true;; is_first = false) {
    auto others =
        c_.kernel.db
            .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
              return c_.stores.deployments.unended_instances(tx, deployment.component, deployment.environment);
            })
            .value();
    std::erase_if(others, [&](const Instance& each) { return each.id == deployment.instance_id; });
    if (others.empty()) return ok();
    if (is_first) context.log(step, "It waits until the version before has answered what it had begun.\n");
    if (!pause(context.stop(), between))
      return failed("delivery.cancelled", "It was ended while the version before still used the old credentials.")
          .with_hint("They are valid still. Rotate again to end them.");
  }
}

Status RevokeExecutor::settle(runs::NodeContext& context, int step, const Deployment& deployment,
                              const std::vector<Rotation>& rotations) {
  const auto current = c_.kernel.db
                           .read([&](db::Tx& tx) -> Result<std::optional<DeploymentStore::Current>> {
                             return c_.stores.deployments.current(tx, deployment.component, deployment.environment);
                           })
                           .value();
  const bool is_in_force = current && current->instance_id == deployment.instance_id;
  if (is_in_force) CHECK_OK(wait_until_alone(context, step, deployment));
  RotationSteps steps(c_.kernel, c_.stores, c_.ports.vault);
  for (const Rotation& rotation : rotations) {
    const auto row = c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.resources.find(tx, rotation.gu_id); });
    Driver* driver = row ? c_.driver(row->driver) : nullptr;
    if (!driver)
      return unavailable("delivery.no_driver", fmt::format("This server has no driver '{}'.", row ? row->driver : ""));
    const DriverContext driver_context{[&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
                                       context.stop(), driver->longest_call()};
    const std::string run = context.run_id().text();
    CHECK_OK(is_in_force ? steps.revoke(*driver, rotation, driver_context, run)
                         : steps.undo(*driver, rotation, driver_context, run));
    context.log(step, is_in_force ? fmt::format("The old credentials of {} are not valid any more.\n", row->id)
                                  : fmt::format("{} has the credentials it had before.\n", row->id));
  }
  return ok();
}

runs::NodeResult RevokeExecutor::execute(runs::NodeContext& context) {
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const Deployment deployment = loaded->first;
  const auto open = c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.rotations.open(tx, deployment.id); });
  if (open.empty()) return runs::NodeResult::success();
  const int step = context.begin_step("Revoke the old credentials");
  const Status settled = settle(context, step, deployment, open);
  if (!settled.has_value()) context.log(step, settled.error().message() + "\n");
  context.end_step(step, settled.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  return settled.has_value() ? runs::NodeResult::success() : runs::NodeResult::failure(settled.error());
}

}  // namespace towpath::delivery
