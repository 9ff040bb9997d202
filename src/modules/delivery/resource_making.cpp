#include "resource_making.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/faults.h"
#include "resource_inputs.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view perhaps_made = "perhaps_made";

std::string sentence(const Error& error) {
  return error.message().ends_with('.') ? error.message() : error.message() + ".";
}

/// Whether something was handed out or remembered of it: then it was there before.
bool was_made(const Resource& row) {
  return row.state == "active" || row.state == "orphaned" || row.state == "updating" || row.outputs != "{}" ||
         row.driver_state != "{}" || !row.secret_keys.empty();
}

/// `about`: "make" or "change".
Error perhaps_made_error(const Driver& driver, const Resource& begun, std::string_view about, const std::string& why) {
  const std::string what = about == "change" ? fmt::format("'{}' was changed as asked for", begun.id)
                                             : fmt::format("'{}' was made", begun.id);
  return failed("delivery.perhaps_made", fmt::format("Whether {} is not known: {}", what, why))
      .with_hint(how_to_answer(driver, begun));
}

ResourceDoubt doubt_of(const ResourceWork& work, const Resource& begun, const std::string& hash, std::string_view about,
                       const std::string& why) {
  return {begun, hash, why, work.run, work.node, perhaps_made_error(work.driver, begun, about, why)};
}

/// Why a call that was interrupted leaves a question; `seen`: what its driver said when it looked.
std::string why_interrupted(const Error* seen) {
  std::string out = "its call was interrupted, and nobody heard the end of it.";
  if (seen && seen->code() != "delivery.cannot_observe") out += " " + sentence(*seen);
  return out;
}

void announce(db::Tx& tx, const Kernel& kernel, std::string_view what, const Resource& row, const std::string& actor,
              boost::json::object more) {
  boost::json::object payload{{"resource", row.id},
                              {"type", row.type},
                              {"driver", row.driver},
                              {"environment", row.environment},
                              {"component", row.component}};
  for (auto& [key, value] : more) payload[key] = std::move(value);
  kernel.events.append(tx, {.type = fmt::format("delivery.resource.{}", what),
                            .subject = "resource:" + row.gu_id,
                            .actor = actor,
                            .payload = boost::json::serialize(payload),
                            .owner_ref = row.owner_ref,
                            .project_id = row.project_id,
                            .env_type = row.env_type});
}

/// The row a route driver's outcome makes: what the data plane will be told.
std::optional<DeploymentStore::RouteRow> route_row(const Resource& resource) {
  if (resource.type != "route") return std::nullopt;
  const boost::json::value params = boost::json::parse(resource.params);
  const auto text = [&](std::string_view key, std::string_view otherwise) {
    const auto* value = params.as_object().if_contains(key);
    return !value               ? std::string(otherwise)
           : value->is_string() ? std::string(value->as_string())
                                : boost::json::serialize(*value);
  };
  return DeploymentStore::RouteRow{resource.gu_id,   resource.component, resource.project_id, resource.environment,
                                   text("host", ""), text("path", "/"),  text("port", "")};
}

}  // namespace

std::string how_to_answer(const Driver& driver, const Resource& row) {
  return fmt::format("Look, then say it: towpath resource resolve {} {} {} {}", row.component, row.environment, row.id,
                     driver.has_parts() ? "--import ADDRESS=ID for each that is there, or --absent"
                                        : "--exists --outputs FILE, or --absent");
}

bool is_under_way(const Resource& row) {
  return row.state == "provisioning" || row.state == "updating" || row.state == perhaps_made;
}

std::string ResourceMaking::about(const Resource& row) const {
  if (row.state == perhaps_made) {
    const auto asked = kernel_.db.read([&](db::Tx& tx) { return stores_.questions.find(tx, row.gu_id); });
    if (asked) return asked->about;
  }
  return row.state == "updating" ? "change" : "make";
}

bool ResourceMaking::is_at_work_elsewhere(db::Tx& tx, const Resource& row, const std::string& deployment_id) const {
  if (!is_under_way(row) || row.state == perhaps_made || row.deployment_id == deployment_id) return false;
  const auto other = stores_.deployments.find(tx, row.deployment_id, {"1 = 1", {}});
  return other && !other->finished_at;
}

void ResourceMaking::end_question(db::Tx& tx, const std::string& gu_id, const ResourceWitness& witness) {
  if (stores_.questions.answer(tx, gu_id, witness.answer, witness.actor, kernel_.clock.now()))
    if (const auto row = stores_.resources.find(tx, gu_id))
      announce(tx, kernel_, "resolved", *row, witness.actor, {{"answer", witness.answer}});
  for (const ResourceWait& wait : stores_.questions.waits(tx, gu_id))
    nodes_.run_again(tx, runs::RunId(wait.run_id), wait.node, "what came of it is known: " + witness.answer);
  stores_.questions.remove_waits(tx, gu_id);
}

Result<MakingEnd> ResourceMaking::found(ResourceWork& work, const ResourceOutcome& outcome, const std::string& hash) {
  CHECK_OK(record(work.row, outcome, hash, {"run:" + work.run, "found"}));
  return MakingEnd{MakingEnd::Kind::made, outcome.secrets};
}

Result<MakingEnd> ResourceMaking::take_up(ResourceWork& work, const DriverContext& context) {
  // What consists of parts knows which of them are in doubt, whatever the row says.
  if (!work.existing || !(is_under_way(*work.existing) || work.driver.has_parts()) ||
      work.driver.may_repeat(work.request))
    return MakingEnd{};
  const Resource& left = *work.existing;
  const bool is_elsewhere =
      kernel_.db.read([&](db::Tx& tx) { return is_at_work_elsewhere(tx, left, work.row.deployment_id); });
  if (is_elsewhere) return MakingEnd{MakingEnd::Kind::elsewhere};
  const std::string what = about(left);
  const auto asked = kernel_.db.read([&](db::Tx& tx) { return stores_.questions.find(tx, left.gu_id); });
  const bool is_asked = left.state == perhaps_made && asked;
  std::string why = is_asked ? asked->reason : why_interrupted(nullptr);
  if (!context.stop.stop_requested()) {
    const auto seen = work.driver.observe(work.request, context);
    if (seen.has_value()) {
      // A change of what is there may be asked for again, and so may the making of what is not.
      if (!seen->has_value() || what == "change") return MakingEnd{};
      // Of the same deployment it is as it was asked for; otherwise it has to become what is wanted now.
      const bool is_same = is_asked ? asked->input_hash == work.hash : left.deployment_id == work.row.deployment_id;
      TRY(MakingEnd end, found(work, **seen, is_same ? work.hash : ""));
      if (is_same) return end;
      work.request.state = (*seen)->state;
      work.request.known_secrets = (*seen)->secrets;
      work.existing = kernel_.db.read([&](db::Tx& tx) { return stores_.resources.find(tx, work.row.gu_id); });
      work.row.outputs = work.existing->outputs;
      work.row.driver_state = work.existing->driver_state;
      work.row.secret_keys = work.existing->secret_keys;
      return MakingEnd{};
    }
    if (!is_asked) why = why_interrupted(&seen.error());
  }
  const std::string begun_hash = is_asked                                       ? asked->input_hash
                                 : left.deployment_id == work.row.deployment_id ? work.hash
                                                                                : "";
  return MakingEnd{MakingEnd::Kind::in_question, {}, doubt_of(work, left, begun_hash, what, why)};
}

/// False when another deployment has begun it meanwhile.
Result<bool> ResourceMaking::write_intent(const ResourceWork& work) {
  const bool may_repeat = work.driver.may_repeat(work.request);
  return kernel_.db.transact([&](db::Tx& tx) -> Result<bool> {
    const auto now = may_repeat ? std::nullopt : stores_.resources.find(tx, work.row.gu_id);
    if (now && is_at_work_elsewhere(tx, *now, work.row.deployment_id)) return false;
    stores_.resources.put(tx, work.row);
    return true;
  });
}

Result<MakingEnd> ResourceMaking::make(ResourceWork& work, const DriverContext& context) {
  Resource& row = work.row;
  row.state = work.existing && was_made(*work.existing) ? "updating" : "provisioning";
  // The intent, with what only we know, before anything outside is touched.
  if (work.request.known_secrets.empty()) work.request.known_secrets = work.driver.prepare(work.request);
  CHECK_OK(vault_.store(row.gu_id, work.request.known_secrets));
  // What destroys it needs them, too, and a row is no place for what comes from a secret.
  std::map<std::string, Secret> secret_inputs;
  if (work.are_inputs_secret) secret_inputs.emplace("inputs", Secret(work.request.inputs));
  CHECK_OK(vault_.store(inputs_key(row.gu_id), secret_inputs));
  TRY(const bool is_ours, write_intent(work));
  if (!is_ours) return MakingEnd{MakingEnd::Kind::elsewhere};
  fault_point("delivery.resource.after_intent");

  auto outcome = work.driver.apply(work.request, context);
  fault_point("delivery.resource.after_apply");
  if (!outcome.has_value()) return settle(work, outcome.error(), context);
  CHECK_OK(record(row, *outcome, work.hash, {"run:" + work.run, "repeated"}));
  return MakingEnd{MakingEnd::Kind::made, std::move(outcome->secrets)};
}

/// After a call that brought nothing: it surely did nothing, or nobody knows.
Result<MakingEnd> ResourceMaking::settle(ResourceWork& work, const Error& error, const DriverContext& context) {
  Resource& row = work.row;
  if (error.code() != answer_lost_code || work.driver.may_repeat(work.request)) {
    row.state = "failed";
    row.reason = error.message();
    CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
      stores_.resources.put(tx, row);
      end_question(tx, row.gu_id, {"run:" + work.run, "repeated"});
      return ok();
    }));
    return error;
  }
  const std::string what = about(row);
  std::string why = sentence(error);
  if (!context.stop.stop_requested()) {
    const auto seen = work.driver.observe(work.request, context);
    if (seen.has_value() && seen->has_value() && what == "make") return found(work, **seen, work.hash);
    if (seen.has_value()) {
      // Nothing yet, which may still come: the next deployment looks again.
      const ResourceDoubt doubt = doubt_of(work, row, work.hash, what, why);
      CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
        put_question(tx, doubt);
        return ok();
      }));
      return failed("delivery.perhaps_made", doubt.error.message())
          .with_hint("Deploy again: it is looked at first, and made when it is not there.");
    }
    if (seen.error().code() != "delivery.cannot_observe") why += " " + sentence(seen.error());
  }
  return MakingEnd{MakingEnd::Kind::in_question, {}, doubt_of(work, row, work.hash, what, why)};
}

ResourceDoubt ResourceMaking::doubt_before_deletion(const Driver& driver, const Resource& row, const Error& seen,
                                                    const std::string& run, const std::string& node) const {
  const auto asked = kernel_.db.read([&](db::Tx& tx) { return stores_.questions.find(tx, row.gu_id); });
  const bool is_asked = row.state == perhaps_made && asked;
  const std::string why = is_asked ? asked->reason : why_interrupted(&seen);
  return {row, is_asked ? asked->input_hash : "", why, run, node, perhaps_made_error(driver, row, about(row), why)};
}

void ResourceMaking::ask(db::Tx& tx, const ResourceDoubt& doubt) {
  const auto before = stores_.questions.find(tx, doubt.row.gu_id);
  const bool is_open = doubt.row.state == perhaps_made && before && before->answer.empty();
  if (!is_open) put_question(tx, doubt);
  stores_.questions.add_wait(tx, doubt.row.gu_id, {doubt.run, doubt.node});
}

void ResourceMaking::put_question(db::Tx& tx, const ResourceDoubt& doubt) {
  Resource row = doubt.row;
  const std::string what = row.state == "updating" ? "change" : "make";
  row.state = perhaps_made;
  row.reason = doubt.error.message();
  row.updated_at = kernel_.clock.now();
  stores_.resources.put(tx, row);
  stores_.questions.put(tx, {row.gu_id, what, doubt.why, doubt.hash, row.updated_at});
  announce(tx, kernel_, "in_question", row, "run:" + doubt.run, {{"reason", row.reason}});
}

Status ResourceMaking::check_asked(db::Tx& tx, const Resource& row, const ResourceWitness& witness) const {
  const auto asked = stores_.questions.find(tx, row.gu_id);
  if (!witness.must_be_asked || (asked && asked->answer.empty())) return ok();
  return conflict("delivery.already_resolved", fmt::format("'{}' is not in question any more.", row.id))
      .with_hint(fmt::format("See how it is: towpath resource list --component {}", row.component));
}

Result<Resource> ResourceMaking::record(Resource row, const ResourceOutcome& outcome, const std::string& hash,
                                        const ResourceWitness& witness) {
  CHECK_OK(vault_.store(row.gu_id, outcome.secrets));
  fault_point("delivery.resource.after_secret");
  row.outputs = outcome.outputs;
  row.driver_state = outcome.state;
  row.secret_keys.clear();
  for (const auto& [key, secret] : outcome.secrets)
    if (!key.starts_with('.')) row.secret_keys.push_back(key);
  row.input_hash = hash;
  row.state = "active";
  row.reason.clear();
  row.updated_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    CHECK_OK(check_asked(tx, row, witness));
    stores_.resources.put(tx, row);
    stores_.accepted_drifts.remove(tx, row.gu_id);  // it is as it is to be again
    if (const auto route = route_row(row))
      if (!stores_.deployments.put_route(tx, *route))
        return conflict("delivery.route_taken",
                        fmt::format("{}{} already belongs to another workload.", route->host, route->path))
            .with_hint("Choose another host or path in score.yaml.");
    announce(tx, kernel_, "provisioned", row, witness.actor, {});
    end_question(tx, row.gu_id, witness);
    return ok();
  }));
  return row;
}

Result<Resource> ResourceMaking::record_absent(Resource row, const std::string& reason,
                                               const ResourceWitness& witness) {
  row.state = "failed";
  row.reason = reason;
  row.updated_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    CHECK_OK(check_asked(tx, row, witness));
    stores_.resources.put(tx, row);
    end_question(tx, row.gu_id, witness);
    return ok();
  }));
  return row;
}

}  // namespace towpath::delivery
