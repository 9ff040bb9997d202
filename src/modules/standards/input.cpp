#include "input.h"

#include <algorithm>

namespace towpath::standards {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

bool is_known(catalog::Catalog& catalog, const std::string& ref) {
  const auto parsed = catalog::EntityRef::parse(ref, "group");
  return parsed.has_value() && catalog.get(auth::system_principal(), *parsed).has_value();
}

void put_if_any(json::object& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

json::object entity_facts(const catalog::Entity& entity) {
  json::object out{{"ref", entity.ref}, {"kind", entity.kind}, {"name", entity.name}, {"tags", texts(entity.tags)}};
  put_if_any(out, "title", entity.title);
  put_if_any(out, "type", entity.type);
  put_if_any(out, "lifecycle", entity.lifecycle);
  put_if_any(out, "owner", entity.owner_ref);
  out["annotations"] = json::object();
  boost::system::error_code absent;
  const json::value document = json::parse(entity.document);
  if (const json::value* annotations = document.find_pointer("/metadata/annotations", absent);
      annotations && annotations->is_object())
    out["annotations"] = *annotations;
  return out;
}

/// What is there stays; members of an object that is there are added to it.
void join(json::object& into, const json::object& more) {
  for (const auto& [key, value] : more) {
    json::value* there = into.if_contains(key);
    if (!there) {
      into[key] = value;
      continue;
    }
    if (!there->is_object() || !value.is_object()) continue;
    for (const auto& [inner, fact] : value.as_object())
      if (!there->as_object().contains(inner)) there->as_object()[inner] = fact;
  }
}

}  // namespace

json::object input_of(const auth::Principal& principal, const gate::Question& question, catalog::Catalog& catalog,
                      const std::vector<FactSource*>& sources, UtcTime at) {
  json::object out = json::parse(question.facts).as_object();
  out["gate"] = question.gate;
  out["at"] = to_rfc3339(at);
  out["project"] = question.attributes.project_id;
  out["actor"] = json::object{{"ref", principal.ref},
                              {"groups", texts(principal.owner_refs)},
                              {"roles", texts(principal.roles)},
                              {"isSystem", principal.is_system}};
  json::object subject{{"ref", question.subject}};
  const std::string& owner = question.attributes.owner_ref;
  put_if_any(subject, "owner", owner);
  subject["ownerIsKnown"] = !owner.empty() && is_known(catalog, owner);
  if (const auto ref = catalog::EntityRef::parse(question.subject, "component"); ref.has_value()) {
    subject["kind"] = ref->kind();
    subject["name"] = ref->name();
    if (const auto entity = catalog.get(auth::system_principal(), *ref); entity.has_value())
      out["entity"] = entity_facts(*entity);
  }
  out["subject"] = std::move(subject);
  for (FactSource* source : sources) join(out, json::parse(source->facts(question)).as_object());
  return out;
}

}  // namespace towpath::standards
