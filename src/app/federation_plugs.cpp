#include "federation_plugs.h"

#include "catalog/entity_ref.h"
#include "forge/history.h"

namespace towpath::app {
namespace {

constexpr const char* secret_name = "SECRET";

std::string scope_of(const std::string& id) { return "resource." + id; }

/// A hash, or the beginning of one.
bool is_commit(const std::string& text) {
  return text.size() >= 7 && text.size() <= 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

Status FederationKeys::store(const std::string& id, const Secret& secret) {
  return secrets_.store_all(scope_of(id), {{secret_name, secret}});
}

Result<Secret> FederationKeys::load(const std::string& id) {
  TRY(const auto values, secrets_.reveal_all(scope_of(id)));
  if (const auto found = values.find(secret_name); found != values.end()) return found->second;
  return not_found("federation.secret_missing", "The secret is not there any more.")
      .with_hint("Make a new one: towpath source secret NAME");
}

Status FederationKeys::forget(const std::string& id) { return secrets_.store_all(scope_of(id), {}); }

std::optional<federation::KnownComponent> CatalogComponents::find(const std::string& name) {
  const auto ref = catalog::EntityRef::parse(name, "component");
  if (!ref.has_value() || ref->kind() != "component") return std::nullopt;
  const auto entity = catalog_.get(auth::system_principal(), *ref);
  if (!entity.has_value()) return std::nullopt;
  return federation::KnownComponent{entity->name, entity->project_id, entity->owner_ref};
}

Result<std::string> ObservedIncidents::open(const federation::ReportedIncident& i) {
  return incidents_.open({i.origin,
                          i.key,
                          {i.component.name, i.component.project_id, i.environment, i.env_type, i.component.owner_ref},
                          i.title,
                          i.severity,
                          i.url,
                          i.opened_at});
}

Result<bool> ObservedIncidents::close(const std::string& origin, const std::string& key, UtcTime at) {
  return incidents_.close(origin, key, at);
}

std::optional<std::vector<federation::BroughtCommit>> ForgeRepositories::between(const std::string& component,
                                                                                 const std::string& base,
                                                                                 const std::string& head,
                                                                                 std::size_t most) {
  if (!is_commit(base) || !is_commit(head)) return std::nullopt;  // a name of something that moves is no commit
  const auto commits = forge_.commits_between(component, base, head, most, {});
  if (!commits.has_value()) return std::nullopt;  // of another system's repository nothing is known
  std::vector<federation::BroughtCommit> out;
  for (const forge::Commit& commit : *commits)
    out.push_back({commit.sha, commit.authored_at, forge::is_by_bot(commit.author_name, commit.author_email)});
  return out;
}

}  // namespace towpath::app
