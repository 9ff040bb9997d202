#include "definition_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "base/strings.h"
#include "json/json.h"
#include "resources/definition_document.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

/// The descriptor as people write it: what it is first, then its name, then what it says.
std::string yaml_of(const std::string& document) {
  const boost::json::value parsed = boost::json::parse(document);
  boost::json::object out;
  for (const char* key : {"apiVersion", "kind", "metadata", "spec"})
    if (const auto* value = parsed.as_object().if_contains(key)) out[key] = *value;
  if (const auto* spec = parsed.as_object().if_contains("spec"); spec && spec->is_object()) {
    boost::json::object ordered;
    for (const char* key : {"owner", "type", "class", "description", "driver", "inputs", "criteria"})
      if (const auto* value = spec->as_object().if_contains(key)) ordered[key] = *value;
    for (const auto& [key, value] : spec->as_object())
      if (!ordered.contains(key)) ordered[key] = value;
    out["spec"] = std::move(ordered);
  }
  return yaml::write(out);
}

/// Of a text and the versions that are there of what it is about.
std::string standing_digest(db::Tx& tx, const Stores& stores, const std::string& text,
                            const std::vector<std::string>& definitions) {
  boost::json::array versions;
  for (const std::string& name : definitions) {
    const auto newest = stores.definitions.newest(tx, name);
    versions.push_back(boost::json::array{name, newest ? newest->version : 0});
  }
  return sha256_hex(json::canonical(boost::json::array{sha256_hex(text), std::move(versions)}));
}

/// Of that and what saving it means: another text, another version or another effect has another digest.
std::string preview_digest(const std::string& standing, const std::vector<Effect>& effects) {
  boost::json::array told;
  for (const Effect& each : effects)
    told.push_back(boost::json::array{each.component, each.environment, each.resource, each.type, each.before,
                                      each.after, each.when, each.problem});
  return sha256_hex(json::canonical(boost::json::array{standing, std::move(told)}));
}

/// Lets a file be saved only when that means what its preview said.
class AgreedSave final : public catalog::SaveWitness {
 public:
  AgreedSave(const Stores& stores, const std::string& text, const DefinitionFile& file, const std::string& digest)
      : stores_(stores), text_(text), file_(file), digest_(digest) {}

  Status before(db::Tx& tx) override {
    before_ = served_resources(tx, stores_, everything);
    standing_ = standing_digest(tx, stores_, text_, file_.definitions);
    return ok();
  }
  Status after(db::Tx& tx) override {
    const auto effects = effects_between(before_, served_resources(tx, stores_, everything));
    if (preview_digest(standing_, effects) == digest_) return ok();
    return conflict("delivery.plan_changed", "What saving it means is not what its preview said.")
        .with_hint("Look again which workloads it would affect, then save that.");
  }

 private:
  const Stores& stores_;
  const std::string& text_;
  const DefinitionFile& file_;
  const std::string& digest_;
  Served before_;
  std::string standing_;
};

}  // namespace

Error DefinitionService::no_definition(db::Tx& tx, const std::string& name) const {
  std::vector<std::string> names;
  for (const Definition& each : stores_.definitions.in_force(tx)) names.push_back(each.id);
  const auto near = nearest(name, names);
  return not_found("delivery.definition_not_found",
                   fmt::format("There is no resource definition '{}'{}", name,
                               near ? fmt::format("; did you mean '{}'?", *near) : "."))
      .with_hint("See them with: towpath definition list");
}

Result<std::vector<DefinitionView>> DefinitionService::list(const auth::Principal& principal) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<DefinitionView>> {
    std::vector<DefinitionView> out;
    for (Definition& each : stores_.definitions.in_force(tx)) {
      DefinitionView view{std::move(each), {}};
      view.criteria = stores_.definitions.criteria_of(tx, view.definition.id);
      for (const auto& [version, count] : stores_.resources.count_by_version(tx, view.definition.id)) {
        view.resources += count;
        if (version != view.definition.version_name()) view.older += count;
      }
      out.push_back(std::move(view));
    }
    return out;
  });
}

Result<DefinitionDetail> DefinitionService::get(const auth::Principal& principal, const std::string& name) const {
  TRY(const auto all, list(principal));
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const DefinitionView& each) { return each.definition.id == name; });
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "resource.read"), "owner_ref", "env_type");
  TRY(DefinitionDetail out, kernel_.db.read([&](db::Tx& tx) -> Result<DefinitionDetail> {
    if (found == all.end()) return no_definition(tx, name);
    DefinitionDetail detail{*found, yaml_of(descriptor_of(found->definition, found->criteria)), "", {}, {}};
    detail.made = stores_.resources.made_by(tx, name, visible);
    return detail;
  }));
  const Definition& definition = out.view.definition;
  if (definition.outputs) {
    out.outputs = *definition.outputs;
  } else {
    for (const Driver* driver : drivers_)
      if (driver->name() == definition.driver) out.outputs = driver->offer(definition.inputs).outputs;
  }
  if (definition.is_shipped()) return out;
  TRY(const auto ref, catalog::EntityRef::parse("resourcedefinition:default/" + name, ""));
  if (const auto entity = catalog_.get(principal, ref); entity.has_value()) out.source = entity->source;
  return out;
}

Result<std::vector<DefinitionVersion>> DefinitionService::versions(const auth::Principal& principal,
                                                                   const std::string& name) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<DefinitionVersion>> {
    const auto counts = stores_.resources.count_by_version(tx, name);
    std::vector<DefinitionVersion> out;
    for (Definition& each : stores_.definitions.versions(tx, name)) {
      // What a shipped one serves is no part of its versions.
      const std::vector<Criterion> everywhere{{each.id, each.type, "default", "", "", "", ""}};
      const auto count = counts.find(each.version_name());
      DefinitionVersion version{std::move(each), "", count == counts.end() ? 0 : count->second};
      version.text = yaml_of(descriptor_of(version.definition, everywhere));
      out.push_back(std::move(version));
    }
    if (out.empty()) return no_definition(tx, name);
    return out;
  });
}

Result<std::vector<TypeView>> DefinitionService::types(const auth::Principal& principal) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<TypeView>> {
    const auto definitions = stores_.definitions.in_force(tx);
    std::vector<TypeView> out;
    for (ResourceType& type : known_types(tx, stores_.definitions)) {
      TypeView view{std::move(type), {}};
      for (const Definition& each : definitions)
        if (each.type == view.type.name) view.definitions.push_back(each.id);
      out.push_back(std::move(view));
    }
    return out;
  });
}

Result<std::vector<Effect>> DefinitionService::try_out(const std::vector<catalog::KindChange>& changes) const {
  TRY(const Served before,
      kernel_.db.read([&](db::Tx& tx) -> Result<Served> { return served_resources(tx, stores_, everything); }));
  std::vector<Effect> effects;
  CHECK_OK(book_.try_out(changes, [&](db::Tx& tx) -> Status {
    effects = effects_between(before, served_resources(tx, stores_, everything));
    return ok();
  }));
  return effects;
}

Result<Affected> DefinitionService::affected_by(const auth::Principal& principal, const std::string& text,
                                                const std::string& file) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.write", {}));
  TRY(DefinitionFile read, read_definition_file(book_, text, file));
  TRY(const std::string standing, kernel_.db.read([&](db::Tx& tx) -> Result<std::string> {
    return standing_digest(tx, stores_, text, read.definitions);
  }));
  Affected out{std::move(read.definitions), {}, ""};
  TRY(out.effects, try_out(read.changes));
  out.digest = preview_digest(standing, out.effects);
  return out;
}

Result<DefinitionCheck> DefinitionService::check(const auth::Principal& principal, const std::string& text,
                                                 const std::string& file) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.write", {}));
  return check_definition_file(book_, text, file, [&](const std::string& kind, const std::string& name) {
    constexpr std::string_view from_repository = "repository:";
    const auto ref = catalog::EntityRef::parse(fmt::format("{}:default/{}", kind, name), "");
    if (!ref.has_value()) return std::string();
    const auto entity = catalog_.get(principal, *ref);
    if (!entity.has_value() || !entity->source.starts_with(from_repository)) return std::string();
    return entity->source.substr(from_repository.size());
  });
}

Result<std::vector<std::string>> DefinitionService::save(const auth::Principal& principal, const std::string& text,
                                                         const std::string& file, const std::string& digest) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.write", {}));
  TRY(const DefinitionFile read, read_definition_file(book_, text, file));
  AgreedSave agreed(stores_, text, read, digest);
  return catalog_.apply(principal, text, file, &agreed);
}

Result<Affected> DefinitionService::affected_by_name(const auth::Principal& principal, const std::string& name,
                                                     bool is_removed) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.write", {}));
  Affected out{{name}, {}, ""};
  if (is_removed) {
    TRY(const DefinitionDetail detail, get(principal, name));
    TRY(out.effects, try_out({{"ResourceDefinition", name, detail.view.definition.document, true}}));
    return out;
  }
  return kernel_.db.read([&](db::Tx& tx) -> Result<Affected> {
    if (!stores_.definitions.newest(tx, name)) return no_definition(tx, name);
    out.effects = places_of(served_resources(tx, stores_, everything), name);
    return out;
  });
}

Result<ImportedDefinitions> DefinitionService::import_file(const auth::Principal& principal, const std::string& text,
                                                           const std::string& file, const std::string& owner) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "definition.write", {}));
  TRY(const auto provisioners, parse_provisioners(text, file));
  TRY(const auto types, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ResourceType>> {
    return known_types(tx, stores_.definitions);
  }));
  ProvisionerImport made = import_provisioners(provisioners, owner, types);
  ImportedDefinitions out;
  for (const std::string& document : made.documents) out.text += "---\n" + yaml_of(document);
  out.provisioners = std::move(made.provisioners);
  return out;
}

}  // namespace towpath::delivery
