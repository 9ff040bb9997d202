#include "definition_book.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "resources/definition_document.h"
#include "resources/shipped.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t places_named = 3;
constexpr std::string_view undone = "delivery.undone";

const Definition* shipped(const std::string& id) {
  const auto& all = shipped_definitions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Definition& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

Criterion everywhere(const Definition& definition) {
  return {definition.id, definition.type, "default", "", "", "", ""};
}

bool is_definition(const catalog::KindChange& change) { return change.kind == "ResourceDefinition"; }

}  // namespace

std::vector<ResourceType> known_types(db::Tx& tx, const DefinitionStore& store) {
  std::vector<ResourceType> out = shipped_types();
  for (const std::string& document : store.type_documents(tx)) {
    ResourceType type = resource_type_of(document);
    std::erase_if(out, [&](const ResourceType& each) { return each.name == type.name; });
    out.push_back(std::move(type));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

std::optional<Definition> completed(std::optional<Definition> definition, const std::vector<ResourceType>& types) {
  if (!definition || definition->parameters != no_parameters) return definition;
  const auto type =
      std::find_if(types.begin(), types.end(), [&](const auto& each) { return each.name == definition->type; });
  if (type != types.end()) definition->parameters = type->parameters;
  return definition;
}

std::vector<FieldError> DefinitionBook::problems(const std::string& document) const {
  return definition_problems(document, drivers_);
}

Status DefinitionBook::seed() const {
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (Definition each : shipped_definitions()) {
      if (stores_.definitions.newest(tx, each.id)) continue;
      each.created_at = kernel_.clock.now();
      stores_.definitions.insert(tx, each);
      stores_.definitions.insert_criterion(tx, everywhere(each));  // unless somebody's serves the same already
    }
    return ok();
  });
}

Status DefinitionBook::take(db::Tx& tx, const std::vector<catalog::KindChange>& changes, const std::string& actor,
                            catalog::UsedEntities used) const {
  for (const catalog::KindChange& change : changes) {
    if (is_definition(change))
      stores_.definitions.remove_criteria(tx, change.name);  // of all first: two may exchange theirs
    else if (change.is_removed)
      stores_.definitions.remove_type(tx, change.name);
    else
      stores_.definitions.put_type(tx, change.name, change.document, actor, kernel_.clock.now());
  }
  for (const catalog::KindChange& change : changes)
    if (is_definition(change) && !change.is_removed) CHECK_OK(save(tx, change.document, actor));
  for (const catalog::KindChange& change : changes)
    if (is_definition(change) && change.is_removed) remove(tx, change.name, actor);
  if (used == catalog::UsedEntities::allow) return ok();
  CHECK_OK(check_types(tx, changes));
  for (const catalog::KindChange& change : changes)
    if (is_definition(change)) CHECK_OK(check_used(tx, change.name, change.is_removed));
  return ok();
}

Status DefinitionBook::try_out(const std::vector<catalog::KindChange>& changes,
                               const std::function<Status(db::Tx&)>& look) const {
  const Status tried = kernel_.db.transact([&](db::Tx& tx) -> Status {
    CHECK_OK(take(tx, changes, "trial", catalog::UsedEntities::refuse));
    CHECK_OK(look(tx));
    return failed(std::string(undone), "It was tried out.");  // so that nothing of it stays
  });
  if (!tried.has_value() && tried.error().code() == undone) return ok();
  return tried;
}

Status DefinitionBook::save(db::Tx& tx, const std::string& document, const std::string& actor) const {
  DeclaredDefinition declared = definition_of(document);
  Definition& definition = declared.definition;
  const auto before = stores_.definitions.newest(tx, definition.id);
  const bool is_same = before && !before->withdrawn_at && before->document == definition.document;
  definition.version = !before ? 1 : is_same ? before->version : before->version + 1;
  if (!is_same) {
    definition.created_by = actor;
    definition.created_at = kernel_.clock.now();
    stores_.definitions.insert(tx, definition);
    announce(tx, definition, before && !before->withdrawn_at ? "changed" : "declared", actor);
  }
  for (std::size_t i = 0; i < declared.criteria.size(); ++i) {
    const Criterion& criterion = declared.criteria[i];
    if (stores_.definitions.insert_criterion(tx, criterion)) continue;
    const std::string other = stores_.definitions.holder(tx, criterion).value_or("another");
    return conflict("delivery.equal_criteria",
                    fmt::format("The definition '{}' serves {} of type '{}' already, so '{}' cannot.", other,
                                in_words(criterion), criterion.type, definition.id))
        .with_field(fmt::format("/spec/criteria/{}", i), fmt::format("is equal to one of '{}'", other))
        .with_hint(fmt::format("Make one of the two more specific, or declare '{}' without it. See: towpath "
                               "definition get {}",
                               other, other));
  }
  return ok();
}

void DefinitionBook::remove(db::Tx& tx, const std::string& name, const std::string& actor) const {
  const auto before = stores_.definitions.newest(tx, name);
  if (!before || before->withdrawn_at) return;
  if (const Definition* original = shipped(name)) {
    Definition again = *original;
    again.version = before->version + 1;
    again.created_at = kernel_.clock.now();
    stores_.definitions.insert(tx, again);
    stores_.definitions.insert_criterion(tx, everywhere(again));
    announce(tx, again, "restored", actor);
    return;
  }
  stores_.definitions.withdraw(tx, name, kernel_.clock.now());
  announce(tx, *before, "withdrawn", actor);
}

Status DefinitionBook::check_types(db::Tx& tx, const std::vector<catalog::KindChange>& changes) const {
  const auto types = known_types(tx, stores_.definitions);
  const auto type_of = [&](const std::string& name) {
    return std::find_if(types.begin(), types.end(), [&](const ResourceType& each) { return each.name == name; });
  };
  const bool has_new_type =
      std::any_of(changes.begin(), changes.end(), [](const auto& c) { return !is_definition(c); });
  for (const Definition& each : stores_.definitions.in_force(tx)) {
    const bool is_changed = std::any_of(changes.begin(), changes.end(), [&](const catalog::KindChange& change) {
      return is_definition(change) && change.name == each.id;
    });
    if (!is_changed && !has_new_type) continue;
    const auto type = type_of(each.type);
    if (type == types.end() && !is_changed)
      return conflict("delivery.type_in_use",
                      fmt::format("The definition '{}' is of the type '{}'.", each.id, each.type))
          .with_hint(fmt::format("Remove it first: towpath catalog remove resourcedefinition:default/{}", each.id));
    if (type == types.end()) {
      std::vector<std::string> names;
      for (const ResourceType& known : types) names.push_back(known.name);
      const auto near = nearest(each.type, names);
      return invalid_input("delivery.unknown_type",
                           fmt::format("The definition '{}' is of the type '{}', which nobody declares{}", each.id,
                                       each.type, near ? fmt::format("; did you mean '{}'?", *near) : "."))
          .with_field("/spec/type", "is not known")
          .with_hint(
              "Declare it with an entity of the kind ResourceType, in the same file if you like. See those there "
              "are: towpath definition types");
    }
    if (!each.outputs) continue;
    for (const DriverOutput& promised : type->outputs) {
      const auto found = std::find_if(each.outputs->begin(), each.outputs->end(),
                                      [&](const DriverOutput& output) { return output.name == promised.name; });
      if (found == each.outputs->end())
        return invalid_input("delivery.missing_output",
                             fmt::format("The definition '{}' hands out no '{}', which every '{}' does.", each.id,
                                         promised.name, each.type))
            .with_field("/spec/outputs", fmt::format("must name '{}'", promised.name));
    }
  }
  return ok();
}

Status DefinitionBook::check_used(db::Tx& tx, const std::string& name, bool is_removed) const {
  std::vector<std::string> unserved;
  std::size_t count = 0;
  for (const Resource& r : stores_.resources.made_by(tx, name)) {
    const Wanted wanted{r.type, r.resource_class, r.id, r.environment, r.project_id, r.env_type};
    if (!stores_.definitions.fitting(tx, wanted).empty()) continue;
    if (++count <= places_named) unserved.push_back(fmt::format("{} in {}", r.id, r.environment));
  }
  if (count == 0) return ok();
  return conflict("delivery.definition_in_use",
                  fmt::format("{} resource{} made by '{}' would be served by no definition {}: {}{}.", count,
                              count == 1 ? "" : "s", name, is_removed ? "any more" : "with these criteria",
                              join(unserved, ", "), count > places_named ? ", ..." : ""))
      .with_hint(fmt::format("Let another definition serve them first, or delete them. See them with: towpath "
                             "definition affected {}",
                             name));
}

void DefinitionBook::announce(db::Tx& tx, const Definition& definition, const std::string& what,
                              const std::string& actor) const {
  kernel_.events.append(tx, {.type = "delivery.definition." + what,
                             .subject = "resourcedefinition:default/" + definition.id,
                             .actor = actor,
                             .payload = boost::json::serialize(boost::json::object{{"definition", definition.id},
                                                                                   {"version", definition.version},
                                                                                   {"type", definition.type},
                                                                                   {"driver", definition.driver}}),
                             .owner_ref = definition.owner_ref});
}

}  // namespace towpath::delivery
