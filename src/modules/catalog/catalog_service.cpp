#include "catalog_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/id.h"
#include "directory_descriptor.h"
#include "json/json.h"
#include "own_kinds.h"

namespace towpath::catalog {
namespace {

constexpr std::string_view descriptor_files[] = {"catalog-info.yaml", "catalog-info.yml"};

Error no_entity(const EntityRef& ref) {
  return not_found("catalog.entity_not_found", fmt::format("There is no {}.", ref.to_string()))
      .with_hint("Find it with: towpath catalog search " + ref.name());
}

Entity entity_of(const FoundDescriptor& found, const std::string& source, const std::string& commit, UtcTime now) {
  const Descriptor& d = found.descriptor;
  Entity e;
  e.ref = d.ref.to_string();
  e.uid = new_ulid();
  e.kind = d.kind;
  e.ns = d.ref.ns();
  e.name = d.ref.name();
  e.title = d.title;
  e.description = d.description;
  e.type = d.type;
  e.lifecycle = d.lifecycle;
  e.owner_ref = d.owner_ref;
  e.project_id = d.project_id;
  e.is_public = d.is_public;
  e.tags = d.tags;
  e.document = boost::json::serialize(d.document);
  e.source = source;
  e.source_file = found.file;
  e.source_commit = commit;
  e.created_at = e.updated_at = now;
  return e;
}

}  // namespace

auth::SqlCondition CatalogService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, "catalog.read"), "owner_ref");
}

Result<EntityFilter> CatalogService::normalized(const EntityFilter& given) {
  EntityFilter filter = given;
  filter.limit = std::clamp<std::size_t>(filter.limit, 1, 1000);
  if (!filter.owner.empty()) {
    TRY(const EntityRef owner, EntityRef::parse(filter.owner, "group"));
    filter.owner = owner.to_string();
  }
  return filter;
}

Result<EntityPage> CatalogService::list(const auth::Principal& principal, const EntityFilter& given) {
  TRY(const EntityFilter filter, normalized(given));
  return kernel_.db.read([&](db::Tx& tx) -> Result<EntityPage> {
    EntityPage page;
    page.total = store_.count(tx, filter, visible(principal));
    EntityFilter one_more = filter;
    ++one_more.limit;
    page.items = store_.list(tx, one_more, visible(principal));
    if (page.items.size() > filter.limit) {
      page.items.pop_back();
      if (filter.sort == EntitySort::ref) page.next = page.items.back().ref;
    }
    return page;
  });
}

Result<EntityFacets> CatalogService::facets(const auth::Principal& principal, const EntityFilter& given) {
  TRY(const EntityFilter filter, normalized(given));
  return kernel_.db.read([&](db::Tx& tx) -> Result<EntityFacets> {
    const auto values = [&](EntityStore::Facet facet, std::string EntityFilter::*own) {
      EntityFilter others = filter;
      (others.*own).clear();
      return store_.facet(tx, facet, others, visible(principal));
    };
    using Facet = EntityStore::Facet;
    return EntityFacets{values(Facet::kind, &EntityFilter::kind), values(Facet::owner, &EntityFilter::owner),
                        values(Facet::type, &EntityFilter::type), values(Facet::lifecycle, &EntityFilter::lifecycle),
                        values(Facet::tag, &EntityFilter::tag)};
  });
}

Result<std::vector<NameGroup>> CatalogService::names(const auth::Principal& principal) {
  return kernel_.db.read(
      [&](db::Tx& tx) -> Result<std::vector<NameGroup>> { return store_.names(tx, visible(principal)); });
}

Result<Entity> CatalogService::get(const auth::Principal& principal, const EntityRef& ref) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Entity> {
    auto entity = store_.find(tx, ref.to_string(), visible(principal));
    if (!entity) return no_entity(ref);
    entity->relations = store_.relations(tx, ref.to_string());
    entity->conflicts = store_.conflicts(tx, ref.to_string());
    return std::move(*entity);
  });
}

void CatalogService::announce(db::Tx& tx, const char* type, const Entity& entity, const std::string& actor) {
  kernel_.events.append(tx, {.type = type,
                             .subject = entity.ref,
                             .actor = actor,
                             .payload = boost::json::serialize(boost::json::object{{"ref", entity.ref},
                                                                                   {"uid", entity.uid},
                                                                                   {"kind", entity.kind},
                                                                                   {"type", entity.type},
                                                                                   {"lifecycle", entity.lifecycle},
                                                                                   {"owner", entity.owner_ref},
                                                                                   {"source", entity.source},
                                                                                   {"commit", entity.source_commit}}),
                             .owner_ref = entity.owner_ref,
                             .project_id = entity.project_id});
}

Status CatalogService::write(db::Tx& tx, const Batch& batch) {
  const auth::SqlCondition everything{"1 = 1", {}};
  std::set<std::string> kept;
  std::vector<KindChange> changes;
  std::vector<EntityStore::Stated> stated;
  for (const FoundDescriptor& found : batch.found) {
    Entity entity = entity_of(found, batch.source, batch.commit, kernel_.clock.now());
    if (!kept.insert(entity.ref).second)
      return conflict("catalog.duplicate_entity", fmt::format("{} is declared twice in {}.", entity.ref, found.file));
    std::string hash = json::canonical(found.descriptor.document);
    const auto known = store_.known(tx, entity.ref);
    if (known && known->source != batch.source && batch.source == directory_source) {
      store_.put_conflict(tx, entity.ref, batch.source);
      continue;
    }
    if (known && known->source != batch.source && known->source != directory_source)
      return conflict("catalog.duplicate_entity",
                      fmt::format("{} is already declared by {}.", entity.ref, known->source))
          .with_hint("Give it another name or namespace, or remove the other declaration.");
    if (known && known->source == batch.source && known->hash == hash) continue;
    if (known && known->source != batch.source) store_.put_conflict(tx, entity.ref, known->source);
    announce(tx, known ? "catalog.entity.changed" : "catalog.entity.registered", entity, batch.actor);
    changes.push_back({entity.kind, entity.name, entity.document, false});
    stated.push_back({std::move(entity), std::move(hash), found.descriptor.relations});
  }
  store_.put(tx, stated);
  if (batch.is_complete)
    for (const std::string& ref : store_.refs_of_source(tx, batch.source))
      if (!kept.contains(ref)) {
        const auto gone = store_.find(tx, ref, everything);
        store_.remove(tx, ref);
        announce(tx, "catalog.entity.removed", *gone, batch.actor);
        changes.push_back({gone->kind, gone->name, gone->document, true});
      }
  return hand_over(tx, changes, batch.actor, batch.used);
}

Status CatalogService::hand_over(db::Tx& tx, const std::vector<KindChange>& changes, const std::string& actor,
                                 UsedEntities used) {
  std::map<const KindCheck*, std::vector<KindChange>> by_module;  // one module may have several kinds
  for (const KindChange& change : changes)
    if (const auto check = checks_.find(change.kind); check != checks_.end())
      by_module[check->second].push_back(change);
  for (const auto& [check, its] : by_module) CHECK_OK(check->take(tx, its, actor, used));
  return ok();
}

Result<std::vector<std::string>> CatalogService::apply(const auth::Principal& principal, const std::string& text,
                                                       const std::string& file_name, SaveWitness* witness) {
  const FileReader nothing_beside = [](const std::string& path) -> Result<std::string> {
    return invalid_input("catalog.invalid_entity",
                         fmt::format("'{}' cannot be read: a document sent by itself has no files beside it.", path));
  };
  TRY(auto found, read_descriptors(text, file_name, nothing_beside, checks_));
  if (found.empty()) return invalid_input("catalog.invalid_entity", fmt::format("{} holds no entity.", file_name));
  std::vector<std::string> refs;
  for (const FoundDescriptor& each : found) {
    CHECK_OK(auth::check(kernel_.authorizer, principal, "catalog.write",
                         {each.descriptor.owner_ref, each.descriptor.project_id, ""}));
    if (own_kind(each.descriptor.kind)) CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.write", {}));
    refs.push_back(each.descriptor.ref.to_string());
  }
  const Batch batch{"api", "", principal.ref, std::move(found)};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    // Who may write the new owner must also own what is there.
    for (const FoundDescriptor& each : batch.found)
      if (const auto existing = store_.find(tx, each.descriptor.ref.to_string(), {"1 = 1", {}}))
        CHECK_OK(auth::check(kernel_.authorizer, principal, "catalog.write",
                             {existing->owner_ref, existing->project_id, ""}));
    if (witness) CHECK_OK(witness->before(tx));
    CHECK_OK(write(tx, batch));
    return witness ? witness->after(tx) : ok();
  }));
  return refs;
}

Status CatalogService::remove(const auth::Principal& principal, const EntityRef& ref) {
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto entity = store_.find(tx, ref.to_string(), visible(principal));
    if (!entity) return no_entity(ref);
    CHECK_OK(auth::check(kernel_.authorizer, principal, "catalog.write", {entity->owner_ref, entity->project_id, ""}));
    if (own_kind(entity->kind)) CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.write", {}));
    if (entity->source == directory_source)
      return conflict("catalog.from_directory", fmt::format("{} is a user or group of the platform.", entity->ref))
          .with_hint("Change it there, with: towpath user, or towpath group.");
    if (entity->source != "api")
      return conflict("catalog.from_repository", fmt::format("{} comes from {}.", entity->ref, entity->source))
          .with_hint("Delete it from " + entity->source_file + " there and push.");
    store_.remove(tx, entity->ref);
    announce(tx, "catalog.entity.removed", *entity, principal.ref);
    return hand_over(tx, {{entity->kind, entity->name, entity->document, true}}, principal.ref, UsedEntities::refuse);
  });
}

/// What a repository of another team says about the platform has no force.
Status CatalogService::check_own_kinds(const std::vector<FoundDescriptor>& found, const std::string& repository) {
  for (const FoundDescriptor& each : found)
    if (own_kind(each.descriptor.kind) && !sources_.is_of_platform_team(repository))
      return forbidden("catalog.not_platform_team",
                       fmt::format("{}: a {} is declared by the platform team, and {} is not its repository.",
                                   each.file, each.descriptor.kind, repository))
          .with_hint("Move it to a repository whose owner has the role platform, or ask the platform team.");
  return ok();
}

Status CatalogService::ingest_repository(const std::string& repository, const std::string& commit,
                                         const std::string& actor) {
  const FileReader read = [&](const std::string& path) { return sources_.read(repository, commit, path); };
  Batch batch{"repository:" + repository, commit, actor, {}, true};
  const auto attempt = [&]() -> Status {
    for (const std::string_view name : descriptor_files) {
      const auto text = read(std::string(name));
      if (!text.has_value() && text.error().kind() == ErrorKind::not_found) continue;
      if (!text.has_value()) return text.error();
      TRY(batch.found, read_descriptors(*text, std::string(name), read, checks_));
      CHECK_OK(check_own_kinds(batch.found, repository));
      break;
    }
    return kernel_.db.transact([&](db::Tx& tx) -> Status {
      CHECK_OK(write(tx, batch));
      store_.put_source(tx, batch.source, commit, std::nullopt, kernel_.clock.now());
      fault_point("catalog.ingest.in_commit");
      return ok();
    });
  };
  const Status result = attempt();
  fault_point("catalog.ingest.after_commit");
  if (result.has_value()) return ok();
  const boost::json::object problem{{"code", result.error().code()}, {"message", result.error().message()}};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.put_source(tx, batch.source, commit, boost::json::serialize(problem), kernel_.clock.now());
    kernel_.events.append(tx, {.type = "catalog.source.failed",
                               .subject = batch.source,
                               .actor = actor,
                               .payload = boost::json::serialize(problem),
                               .project_id = repository});
    return ok();
  }));
  return result.error();
}

Status CatalogService::mirror(const std::string& ref, const std::optional<DirectoryEntry>& entry,
                              const std::string& actor) {
  Batch batch{directory_source, "", actor, {}, false};
  if (entry) {
    TRY(FoundDescriptor found, describe(*entry));
    batch.found.push_back(std::move(found));
  }
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (entry) return write(tx, batch);
    store_.remove_conflict(tx, ref, directory_source);
    const auto gone = store_.find(tx, ref, {"1 = 1", {}});
    if (!gone || gone->source != directory_source) return ok();
    store_.remove(tx, ref);
    announce(tx, "catalog.entity.removed", *gone, actor);
    return ok();
  });
}

void CatalogService::forget_source(const std::string& source, const std::string& actor) {
  const Batch batch{source, "", actor, {}, true, UsedEntities::allow};
  const auto status = kernel_.db.transact([&](db::Tx& tx) { return write(tx, batch); });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

}  // namespace towpath::catalog
