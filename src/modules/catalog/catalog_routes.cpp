#include "catalog_routes.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"
#include "yaml/yaml.h"

namespace towpath::catalog {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;

/// What an entity does not have is null.
json::object value_of(const Entity& e) {
  json::array tags;
  for (const std::string& tag : e.tags) tags.emplace_back(tag);
  return {{"ref", e.ref},
          {"uid", e.uid},
          {"kind", e.kind},
          {"namespace", e.ns},
          {"name", e.name},
          {"title", text_or_null(e.title)},
          {"description", text_or_null(e.description)},
          {"owner", text_or_null(e.owner_ref)},
          {"type", text_or_null(e.type)},
          {"lifecycle", text_or_null(e.lifecycle)},
          {"tags", std::move(tags)},
          {"updatedAt", to_rfc3339(e.updated_at)}};
}

json::array array_of(const std::vector<FacetValue>& values) {
  json::array out;
  for (const FacetValue& value : values) out.push_back(json::object{{"value", value.value}, {"count", value.count}});
  return out;
}

json::object detail_of(const Entity& e) {
  json::object out = value_of(e);
  json::array relations;
  for (const Relation& relation : e.relations)
    relations.push_back(json::object{{"type", relation.type}, {"target", relation.target}});
  const json::value document = json::parse(e.document);
  const json::object& metadata = document.at("metadata").as_object();
  out["relations"] = std::move(relations);
  out["annotations"] = metadata.contains("annotations") ? metadata.at("annotations") : json::object();
  out["links"] = metadata.contains("links") ? metadata.at("links") : json::array();
  out["spec"] = document.as_object().contains("spec") ? document.at("spec") : json::object();
  out["document"] = document;
  out["conflicts"] = json::array(e.conflicts.begin(), e.conflicts.end());
  out["source"] = json::object{
      {"name", e.source}, {"file", text_or_null(e.source_file)}, {"commit", text_or_null(e.source_commit)}};
  return out;
}

/// The entity as Backstage's API shows it: the document with uid, etag and relations.
json::object backstage_of(const Entity& e) {
  json::object out = json::parse(e.document).as_object();
  out["metadata"].as_object()["uid"] = e.uid;
  json::array relations;
  for (const Relation& relation : e.relations)
    relations.push_back(json::object{{"type", relation.type}, {"targetRef", relation.target}});
  out["relations"] = std::move(relations);
  return out;
}

EntityFilter filter_of(http::QueryReader& query) {
  EntityFilter filter;
  filter.kind = query.text("kind");
  filter.owner = query.text("owner");
  filter.type = query.text("type");
  filter.lifecycle = query.text("lifecycle");
  filter.tag = query.text("tag");
  filter.text = query.text("text");
  return filter;
}

EntitySort sort_of(http::QueryReader& query) {
  const std::vector<std::string> words = {"ref", "owner", "type", "lifecycle", "-updated"};
  const std::string word = query.choice("sort", words);
  if (word.empty()) return EntitySort::ref;
  const auto found = std::find(words.begin(), words.end(), word);
  return static_cast<EntitySort>(found - words.begin());
}

/// What an API declares about itself, as JSON whatever it is written in.
Result<json::value> definition_of(const Entity& entity) {
  const json::value document = json::parse(entity.document);
  const json::value* spec = document.as_object().if_contains("spec");
  const json::value* definition = spec && spec->is_object() ? spec->as_object().if_contains("definition") : nullptr;
  if (!definition)
    return not_found("catalog.no_definition", fmt::format("{} has no definition.", entity.ref))
        .with_hint("Entities of kind API have one, in spec.definition.");
  if (!definition->is_string()) return *definition;
  TRY(const yaml::Node node, yaml::parse_one(definition->as_string(), entity.ref));
  return yaml::to_json(node);
}

Result<EntityRef> ref_of(const http::Request& request) {
  return EntityRef::parse(
      fmt::format("{}:{}/{}", request.param("kind"), request.param("namespace"), request.param("name")), "");
}

}  // namespace

void add_routes(http::Router& router, Catalog& catalog) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/entities", "catalog.read", [&catalog](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    EntityFilter filter = filter_of(query);
    filter.after = query.text("after");
    filter.limit = query.limit();
    filter.offset = query.integer("offset").value_or(0);
    filter.sort = sort_of(query);
    CHECK_OK(query.finish());
    TRY(const EntityPage page, catalog.list(request.principal, filter));
    json::array items;
    for (const Entity& entity : page.items) items.push_back(value_of(entity));
    return http::json_response(
        200, json::serialize(json::object{{"items", std::move(items)},
                                          {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                                          {"total", page.total}}));
  });

  add("GET", "/api/v1/entity-facets", "catalog.read",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const EntityFilter filter = filter_of(query);
        CHECK_OK(query.finish());
        TRY(const EntityFacets facets, catalog.facets(request.principal, filter));
        return http::json_response(200, json::serialize(json::object{{"kind", array_of(facets.kind)},
                                                                     {"owner", array_of(facets.owner)},
                                                                     {"type", array_of(facets.type)},
                                                                     {"lifecycle", array_of(facets.lifecycle)},
                                                                     {"tag", array_of(facets.tag)}}));
      });

  add("GET", "/api/v1/entity-names", "catalog.read",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(http::QueryReader(request).finish());
        TRY(const auto groups, catalog.names(request.principal));
        json::array items;
        for (const NameGroup& group : groups)
          items.push_back(json::object{{"kind", group.kind},
                                       {"namespace", group.ns},
                                       {"owner", text_or_null(group.owner_ref)},
                                       {"names", json::array(group.names.begin(), group.names.end())}});
        return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
      });

  add("POST", "/api/v1/entities", "catalog.write", [&catalog](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, towpath::json::ObjectReader::parse(request.body));
    const std::string document = body.required_string("document"),
                      file = body.optional_string("fileName").value_or("document");
    CHECK_OK(body.finish());
    TRY(const auto refs, catalog.apply(request.principal, document, file));
    json::array list;
    for (const std::string& ref : refs) list.emplace_back(ref);
    return http::json_response(201, json::serialize(json::object{{"refs", std::move(list)}}));
  });

  add("POST", "/api/v1/entities/validation", "catalog.read",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const std::string text = body.required_string("text"),
                          file = body.optional_string("fileName").value_or("document");
        CHECK_OK(body.finish());
        TRY(const auto verdicts, catalog.validate(text, file));
        json::array documents;
        bool valid = true;
        for (const DocumentVerdict& verdict : verdicts) {
          json::array errors;
          if (verdict.error) {
            valid = false;
            for (const FieldError& field : verdict.error->fields())
              errors.push_back(json::object{{"pointer", field.path}, {"detail", field.message}});
          }
          documents.push_back(json::object{
              {"ref", verdict.ref}, {"line", verdict.line}, {"valid", !verdict.error}, {"errors", std::move(errors)}});
        }
        return http::json_response(
            200, json::serialize(json::object{{"valid", valid}, {"documents", std::move(documents)}}));
      });

  add("GET", "/api/v1/entities/{kind}/{namespace}/{name}", "catalog.read",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        TRY(const EntityRef ref, ref_of(request));
        TRY(const Entity entity, catalog.get(request.principal, ref));
        return http::json_response(200, json::serialize(detail_of(entity)));
      });

  add("GET", "/api/v1/entities/{kind}/{namespace}/{name}/definition", "catalog.read",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        TRY(const EntityRef ref, ref_of(request));
        TRY(const Entity entity, catalog.get(request.principal, ref));
        TRY(const json::value definition, definition_of(entity));
        return http::json_response(
            200, json::serialize(
                     json::object{{"ref", entity.ref}, {"type", text_or_null(entity.type)}, {"document", definition}}));
      });

  add("DELETE", "/api/v1/entities/{kind}/{namespace}/{name}", "catalog.write",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        TRY(const EntityRef ref, ref_of(request));
        CHECK_OK(catalog.remove(request.principal, ref));
        return http::no_content();
      });
}

void add_backstage_routes(http::Router& router, Catalog& catalog) {
  const auto add = [&](const char* method, const char* pattern, http::Handler handler) {
    router.add({.method = method,
                .pattern = pattern,
                .permission = "catalog.read",
                .handler = std::move(handler),
                .in_openapi = false});
  };

  add("GET", "/api/catalog/entities/by-name/{kind}/{namespace}/{name}",
      [&catalog](const http::Request& request) -> Result<http::Response> {
        TRY(const EntityRef ref, ref_of(request));
        TRY(const Entity entity, catalog.get(request.principal, ref));
        return http::json_response(200, json::serialize(backstage_of(entity)));
      });

  add("POST", "/api/catalog/entities/by-refs", [&catalog](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, towpath::json::ObjectReader::parse(request.body));
    const auto refs = body.required_strings("entityRefs");
    body.optional_strings("fields");
    CHECK_OK(body.finish());
    json::array items;
    for (const std::string& text : refs) {
      TRY(const EntityRef ref, EntityRef::parse(text, ""));
      const auto entity = catalog.get(request.principal, ref);
      items.push_back(entity.has_value() ? json::value(backstage_of(*entity)) : json::value(nullptr));
    }
    return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
  });
}

}  // namespace towpath::catalog
