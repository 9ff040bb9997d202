#include "drift_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "drift.h"
#include "prepared_resource.h"

namespace towpath::delivery {
namespace {

constexpr std::chrono::minutes longest_look{1};

}  // namespace

std::string_view to_string(ResourceDrift::Verdict verdict) {
  switch (verdict) {
    case ResourceDrift::Verdict::none:
      return "none";
    case ResourceDrift::Verdict::drifted:
      return "drifted";
    case ResourceDrift::Verdict::not_known:
      return "not_known";
    case ResourceDrift::Verdict::failed:
      return "failed";
  }
  return "not_known";
}

Result<std::vector<ResourceDrift>> DriftService::look(const auth::Principal& principal, const std::string& component,
                                                      const std::string& environment) {
  TRY(const ComponentStatus status, delivery_.status(principal, component));
  TRY(const auto environments, delivery_.environments(principal, status.component.project_id));
  if (std::none_of(environments.begin(), environments.end(),
                   [&](const Environment& each) { return each.name == environment; }))
    return not_found("delivery.environment_not_found", fmt::format("There is no environment '{}' in the project '{}'.",
                                                                   environment, status.component.project_id));
  TRY(auto resources, delivery_.resources(principal, component, environment));
  std::vector<ResourceDrift> out;
  for (Resource& resource : resources) out.push_back(look_at(std::move(resource)));
  return out;
}

Result<std::vector<ResourceDrift>> DriftService::check(const auth::Principal& principal, const std::string& component,
                                                       const std::string& environment) {
  TRY(auto found, look(principal, component, environment));
  for (const ResourceDrift& each : found) {
    const bool is_known =
        each.verdict == ResourceDrift::Verdict::none || each.verdict == ResourceDrift::Verdict::drifted;
    if (is_known) CHECK_OK(keep_drift(c_.kernel, c_.stores, each.resource, each.words));
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

ResourceDrift DriftService::look_at(Resource resource) {
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
  const auto request = stored_request(c_.ports.vault, out.resource);
  if (!request.has_value()) return fail(request.error());
  const DriverContext context{{}, {}, longest_look};
  auto found = look_for_drift(*driver, *request, out.resource.outputs, context);
  if (!found.has_value()) return fail(found.error());
  out.verdict = found->words.empty() ? ResourceDrift::Verdict::none : ResourceDrift::Verdict::drifted;
  out.words = std::move(found->words);
  out.changes = std::move(found->changes);
  return out;
}

}  // namespace towpath::delivery
