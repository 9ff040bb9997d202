#include "cloud_accounts.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "delivery/delivery.h"
#include "planner.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

constexpr std::size_t most_regions = 100, most_credentials = 20, longest_word = 100;

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_object() : nullptr;
}

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key) {
  std::vector<std::string> out;
  const json::value* list = object.if_contains(key);
  if (list && list->is_array())
    for (const json::value& each : list->as_array())
      if (each.is_string()) out.emplace_back(each.as_string());
  return out;
}

json::object spec_of(const std::string& document) {
  const json::value parsed = json::parse(document);
  const json::object* root = parsed.if_object();
  const json::object* spec = root ? object_at(*root, "spec") : nullptr;
  return spec ? *spec : json::object();
}

std::string namespace_of(const std::string& document) {
  const json::value parsed = json::parse(document);
  const json::object* metadata = parsed.is_object() ? object_at(parsed.as_object(), "metadata") : nullptr;
  const std::string out = metadata ? text_at(*metadata, "namespace") : "";
  return out.empty() ? "default" : out;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_word && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == ':' || c == '/';
  });
}

/// The name of a variable that a program may get: what steers the program loader, the shell or Towpath's own use of
/// the tool is not among them.
std::string variable_problem(const std::string& name) {
  const bool is_name = !name.empty() && name.size() <= longest_word && !(name[0] >= '0' && name[0] <= '9') &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!is_name) return "must be the name of a variable: capital letters, digits and _";
  for (const char* reserved : {"TF_HTTP_", "TF_CLI_", "TF_PLUGIN_", "LD_", "PULUMI_BACKEND", "PULUMI_HOME"})
    if (name.starts_with(reserved)) return fmt::format("'{}...' is not for accounts", reserved);
  for (const char* reserved : {"PATH", "HOME", "LANG", "IFS", "BASH_ENV", "ENV"})
    if (name == reserved) return fmt::format("'{}' is not for accounts", reserved);
  return "";
}

/// What programs call the region of a provider.
std::vector<std::string> region_variables(const std::string& provider) {
  if (provider == "aws") return {"AWS_REGION", "AWS_DEFAULT_REGION"};
  if (provider == "google") return {"GOOGLE_REGION", "CLOUDSDK_COMPUTE_REGION"};
  if (provider == "azure") return {"ARM_LOCATION"};
  return {};
}

Error not_there(const Definition& definition) {
  return not_found("delivery.account_not_found",
                   fmt::format("{} makes resources with the account '{}', which is not there.",
                               definition.version_name(), definition.account))
      .with_hint("Declare it: an entity of the kind Resource with the type cloud-account.");
}

}  // namespace

bool is_cloud_account(const std::string& document) { return text_at(spec_of(document), "type") == "cloud-account"; }

CloudAccount cloud_account_of(const std::string& document) {
  const json::value parsed = json::parse(document);
  const json::object spec = spec_of(document);
  CloudAccount out;
  if (const json::object* root = parsed.if_object())
    if (const json::object* metadata = object_at(*root, "metadata")) out.name = text_at(*metadata, "name");
  out.owner_ref = text_at(spec, "owner");
  if (!out.owner_ref.empty() && out.owner_ref.find(':') == std::string::npos)
    out.owner_ref = (out.owner_ref.find('/') == std::string::npos ? "group:default/" : "group:") + out.owner_ref;
  out.provider = text_at(spec, "provider");
  out.account_id = text_at(spec, "accountId");
  out.regions = texts_at(spec, "regions");
  out.environment_types = texts_at(spec, "environmentTypes");
  if (const json::object* credentials = object_at(spec, "credentials"))
    for (const auto& [variable, secret] : *credentials)
      if (secret.is_string()) out.credentials[std::string(variable)] = std::string(secret.as_string());
  return out;
}

std::vector<FieldError> cloud_account_problems(const std::string& document) {
  std::vector<FieldError> out;
  const json::object spec = spec_of(document);
  if (namespace_of(document) != "default")
    out.push_back({"/metadata/namespace", "must be default: its name is the same everywhere"});
  for (const auto& [key, value] : spec) {
    static const std::vector<std::string> known{"type",     "owner",     "system",  "dependsOn",        "dependencyOf",
                                                "provider", "accountId", "regions", "environmentTypes", "credentials",
                                                "lifecycle"};
    if (std::find(known.begin(), known.end(), std::string_view(key)) != known.end()) continue;
    const auto near = nearest(std::string(key), known);
    out.push_back({"/spec/" + std::string(key), near ? fmt::format("is not known; did you mean '{}'?", *near)
                                                     : std::string("is not known of a cloud-account")});
  }
  if (!is_word(text_at(spec, "provider"))) out.push_back({"/spec/provider", "must be a word: aws, azure, google, ..."});
  if (spec.contains("accountId") && !is_word(text_at(spec, "accountId")))
    out.push_back({"/spec/accountId", "must be the account's id, as text"});
  const auto list = [&](const char* key, bool is_required, const auto& is_fine, const char* must) {
    const json::value* given = spec.if_contains(key);
    if (!given && !is_required) return;
    const json::array* items = given ? given->if_array() : nullptr;
    if (!items || items->empty() || items->size() > most_regions) {
      out.push_back({fmt::format("/spec/{}", key), fmt::format("must be a list of 1 to {}", most_regions)});
      return;
    }
    for (std::size_t i = 0; i < items->size(); ++i)
      if (!items->at(i).is_string() || !is_fine(std::string_view(items->at(i).as_string())))
        out.push_back({fmt::format("/spec/{}/{}", key, i), must});
  };
  list(
      "regions", true, [](std::string_view each) { return is_word(each); }, "must be the name of a region");
  list(
      "environmentTypes", false,
      [](std::string_view each) {
        return std::find(std::begin(environment_types), std::end(environment_types), each) !=
               std::end(environment_types);
      },
      "must be development, staging, production or ephemeral");
  const json::value* credentials = spec.if_contains("credentials");
  if (credentials && (!credentials->is_object() || credentials->as_object().size() > most_credentials))
    out.push_back({"/spec/credentials", fmt::format("must be at most {} variables, each with the name of a secret of "
                                                    "the organisation",
                                                    most_credentials)});
  else if (credentials)
    for (const auto& [variable, secret] : credentials->as_object()) {
      const std::string at = "/spec/credentials/" + std::string(variable);
      if (const std::string problem = variable_problem(std::string(variable)); !problem.empty())
        out.push_back({at, problem});
      if (!secret.is_string() || !is_word(std::string_view(secret.as_string())))
        out.push_back({at, "must be the name of a secret of the organisation, never its value"});
    }
  return out;
}

std::vector<FieldError> CloudAccountBook::problems(const std::string& document) const {
  return is_cloud_account(document) ? cloud_account_problems(document) : std::vector<FieldError>();
}

Status CloudAccountBook::take(db::Tx& tx, const std::vector<catalog::KindChange>& changes, const std::string&,
                              catalog::UsedEntities used) const {
  for (const catalog::KindChange& change : changes) {
    if (namespace_of(change.document) != "default") continue;
    const bool is_account = !change.is_removed && is_cloud_account(change.document);
    if (is_account) {
      stores_.accounts.put(tx, change.name, change.document);
      continue;
    }
    if (!stores_.accounts.find(tx, change.name)) continue;  // another resource
    stores_.accounts.remove(tx, change.name);
    if (used == catalog::UsedEntities::allow) continue;
    for (const Definition& each : stores_.definitions.in_force(tx))
      if (each.account == change.name)
        return conflict("delivery.account_in_use",
                        fmt::format("The definition '{}' makes resources with the account '{}'.", each.id, change.name))
            .with_hint("Let it name another account first.");
    for (const std::string& made_with : stores_.resources.made_with(tx)) {
      const auto [id, version] = parse_version_name(made_with);
      const auto definition = stores_.definitions.version(tx, id, version);
      if (definition && definition->account == change.name)
        return conflict("delivery.account_in_use",
                        fmt::format("There are resources that {} made with the account '{}'.", made_with, change.name))
            .with_hint(fmt::format("Upgrade or delete them first. See: towpath definition get {}", id));
    }
  }
  return ok();
}

Status check_account(const Definition& definition, const CloudAccount* account, const std::string& env_type) {
  if (definition.account.empty()) return ok();
  if (!account) return not_there(definition);
  if (account->owner_ref != definition.owner_ref)
    return conflict("delivery.account_not_yours",
                    fmt::format("The account '{}' belongs to {}, and {} to {}.", account->name, account->owner_ref,
                                definition.version_name(), definition.owner_ref))
        .with_hint("Both must have the same owner.");
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (!definition.region.empty() && !has(account->regions, definition.region))
    return invalid_input(
        "delivery.region_not_allowed",
        fmt::format("The account '{}' may not be used in the region '{}' that {} names; it may be in: "
                    "{}.",
                    account->name, definition.region, definition.version_name(), join(account->regions, ", ")));
  if (!account->environment_types.empty() && !has(account->environment_types, env_type))
    return conflict(
               "delivery.account_not_allowed",
               fmt::format("The account '{}' of {} is not for environments of the type '{}'; it is for: {}.",
                           account->name, definition.version_name(), env_type, join(account->environment_types, ", ")))
        .with_hint("Let another definition serve them.");
  return ok();
}

Status add_account(const Kernel& kernel, const Stores& stores, Vault& vault, const std::string& version,
                   ResourceRequest& request) {
  const auto definition = kernel.db.read([&](db::Tx& tx) {
    const auto [id, number] = parse_version_name(version);
    return stores.definitions.version(tx, id, number);
  });
  return definition ? add_account(kernel, stores, vault, *definition, request) : ok();
}

Status add_account(const Kernel& kernel, const Stores& stores, Vault& vault, const Definition& definition,
                   ResourceRequest& request) {
  if (definition.account.empty()) return ok();
  const auto found_account = kernel.db.read([&](db::Tx& tx) { return stores.accounts.find(tx, definition.account); });
  if (!found_account) return not_there(definition);
  const CloudAccount& account = *found_account;
  request.account_variables["TOWPATH_CLOUD_ACCOUNT"] = account.account_id;
  const std::string region = definition.region.empty() ? account.regions.front() : definition.region;
  request.account_variables["TOWPATH_CLOUD_REGION"] = region;
  for (const std::string& variable : region_variables(account.provider)) request.account_variables[variable] = region;
  if (account.credentials.empty()) return ok();
  TRY(const auto secrets, vault.of_organisation());
  for (const auto& [variable, name] : account.credentials) {
    const auto found = secrets.find(name);
    if (found == secrets.end())
      return not_found("delivery.no_credential",
                       fmt::format("The account '{}' names the secret '{}', which is not there.", account.name, name))
          .with_hint(fmt::format("Set it: printf %s \"$VALUE\" | towpath secret set {}", name));
    request.credentials.emplace(variable, found->second);
  }
  return ok();
}

}  // namespace towpath::delivery
