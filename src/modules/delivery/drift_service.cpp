#include "drift_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "drift.h"
#include "prepared_resource.h"

namespace towpath::delivery {
namespace {

constexpr std::chrono::minutes longest_look{1};
constexpr std::size_t longest_reason = 500;
const auth::SqlCondition everything{"1 = 1", {}};

}  // namespace

std::string_view to_string(ResourceDrift::Verdict verdict) {
  switch (verdict) {
    case ResourceDrift::Verdict::none:
      return "none";
    case ResourceDrift::Verdict::drifted:
      return "drifted";
    case ResourceDrift::Verdict::accepted:
      return "accepted";
    case ResourceDrift::Verdict::not_known:
      return "not_known";
    case ResourceDrift::Verdict::failed:
      return "failed";
  }
  return "not_known";
}

Result<std::vector<Resource>> DriftService::resources_of(const auth::Principal& principal, const std::string& component,
                                                         const std::string& environment) {
  TRY(const ComponentStatus status, delivery_.status(principal, component));
  TRY(const auto environments, delivery_.environments(principal, status.component.project_id));
  if (std::none_of(environments.begin(), environments.end(),
                   [&](const Environment& each) { return each.name == environment; }))
    return not_found("delivery.environment_not_found", fmt::format("There is no environment '{}' in the project '{}'.",
                                                                   environment, status.component.project_id));
  return delivery_.resources(principal, component, environment);
}

std::map<std::string, AcceptedDrift> DriftService::all_accepted() {
  std::map<std::string, AcceptedDrift> out;
  for (AcceptedDrift& each :
       c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.accepted_drifts.list(tx, everything); })) {
    const std::string gu_id = each.gu_id;
    out.emplace(gu_id, std::move(each));
  }
  return out;
}

Result<std::vector<ResourceDrift>> DriftService::look(const auth::Principal& principal, const std::string& component,
                                                      const std::string& environment) {
  TRY(auto resources, resources_of(principal, component, environment));
  const auto accepted = all_accepted();
  std::vector<ResourceDrift> out;
  for (Resource& resource : resources) {
    const auto found = accepted.find(resource.gu_id);
    out.push_back(look_at(std::move(resource),
                          found == accepted.end() ? std::optional<AcceptedDrift>() : std::optional(found->second)));
  }
  return out;
}

Result<std::vector<ResourceDrift>> DriftService::check(const auth::Principal& principal, const std::string& component,
                                                       const std::string& environment) {
  TRY(auto found, look(principal, component, environment));
  for (const ResourceDrift& each : found) {
    const bool is_known =
        each.verdict != ResourceDrift::Verdict::not_known && each.verdict != ResourceDrift::Verdict::failed;
    if (is_known) CHECK_OK(keep_drift(c_.kernel, c_.stores, each.resource, {each.words, each.changes}));
  }
  return found;
}

Result<std::vector<KnownDrift>> DriftService::known(const auth::Principal& principal) {
  TRY(auto resources, delivery_.resources(principal, "", ""));
  std::vector<KnownDrift> out;
  for (Resource& each : resources) {
    if (each.drift.empty()) continue;
    const auto said =
        c_.kernel.events.find({.type = "delivery.resource.drifted", .subject = "resource:" + each.gu_id, .limit = 1});
    const bool is_of_this = !said.empty() && said.front().at >= each.updated_at;
    out.push_back({std::move(each), is_of_this ? std::optional(said.front().at) : std::nullopt});
  }
  return out;
}

Result<std::vector<KnownAcceptance>> DriftService::accepted(const auth::Principal& principal) {
  TRY(const auto resources, delivery_.resources(principal, "", ""));
  const auto all = all_accepted();
  std::vector<KnownAcceptance> out;
  for (const Resource& each : resources)
    if (const auto found = all.find(each.gu_id); found != all.end()) out.push_back({each, found->second});
  return out;
}

Result<ResourceDrift> DriftService::accept(const auth::Principal& principal, const DriftAcceptance& wanted) {
  if (wanted.reason.empty() || wanted.reason.size() > longest_reason)
    return invalid_input("delivery.invalid_acceptance", "The drift was not accepted.")
        .with_field("/reason", fmt::format("must be 1 to {} bytes: why it is right as it is", longest_reason));
  TRY(auto resources, resources_of(principal, wanted.component, wanted.environment));
  const auto named = std::find_if(resources.begin(), resources.end(), [&](const Resource& each) {
    return each.id == wanted.resource || each.id.substr(each.id.rfind('.') + 1) == wanted.resource;
  });
  if (named == resources.end())
    return not_found("delivery.resource_not_found", fmt::format("'{}' has no resource '{}' in '{}'.", wanted.component,
                                                                wanted.resource, wanted.environment))
        .with_hint(fmt::format("See them with: towpath resource list --component {}", wanted.component));
  CHECK_OK(auth::check(c_.kernel.authorizer, principal, "resource.accept",
                       {named->owner_ref, named->project_id, named->env_type}));
  ResourceDrift found = look_at(*named, std::nullopt);
  if (found.verdict != ResourceDrift::Verdict::drifted)
    return conflict("delivery.nothing_drifted",
                    found.verdict == ResourceDrift::Verdict::none
                        ? fmt::format("'{}' is as it was applied.", named->id)
                        : fmt::format("How '{}' differs is not known: {}.", named->id, found.reason))
        .with_hint(fmt::format("Look at it: towpath resource drift {} {}", wanted.component, wanted.environment));
  if (!wanted.seen.empty() && wanted.seen != found.words)
    return conflict("delivery.drift_changed",
                    fmt::format("What is found of '{}' is another now: {}.", named->id, found.words))
        .with_hint("Look at it, then accept that.");
  found.accepted = AcceptedDrift{named->gu_id,  digest_of(DriftFinding{found.words, found.changes}),
                                 found.words,   wanted.reason,
                                 principal.ref, c_.kernel.clock.now()};
  CHECK_OK(accept_drift(c_.kernel, c_.stores, *named, *found.accepted));
  found.verdict = ResourceDrift::Verdict::accepted;
  return found;
}

Status DriftService::take_back(const auth::Principal& principal, const std::string& gu_id) {
  TRY(const auto resources, delivery_.resources(principal, "", ""));
  const auto named =
      std::find_if(resources.begin(), resources.end(), [&](const Resource& each) { return each.gu_id == gu_id; });
  if (named == resources.end())
    return not_found("delivery.resource_not_found", fmt::format("There is no resource '{}'.", gu_id));
  CHECK_OK(auth::check(c_.kernel.authorizer, principal, "resource.accept",
                       {named->owner_ref, named->project_id, named->env_type}));
  return take_back_drift(c_.kernel, c_.stores, *named, principal.ref);
}

ResourceDrift DriftService::look_at(Resource resource, const std::optional<AcceptedDrift>& accepted) {
  ResourceDrift out{std::move(resource)};
  Driver* driver = c_.driver(out.resource.driver);
  if (!driver || out.resource.state != "active") {
    out.reason = driver ? fmt::format("it is {}", out.resource.state) : "this server has no such driver";
    return out;
  }
  const auto fail = [&](const Error& error) {
    out.verdict = ResourceDrift::Verdict::failed;
    out.reason = error.message();
    return out;
  };
  const auto request = stored_request(c_.kernel, c_.stores, c_.ports.vault, out.resource);
  if (!request.has_value()) return fail(request.error());
  const DriverContext context{{}, {}, longest_look};
  auto found = look_for_drift(*driver, *request, out.resource.outputs, context);
  if (!found.has_value()) return fail(found.error());
  out.verdict = found->words.empty() ? ResourceDrift::Verdict::none : ResourceDrift::Verdict::drifted;
  if (accepted && accepted->finding == digest_of(*found)) {
    out.verdict = ResourceDrift::Verdict::accepted;
    out.accepted = accepted;
  }
  out.words = std::move(found->words);
  out.changes = std::move(found->changes);
  return out;
}

}  // namespace towpath::delivery
