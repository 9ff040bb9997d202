#include "descriptor.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/product.h"
#include "base/strings.h"
#include "field_format.h"
#include "own_kinds.h"

namespace towpath::catalog {
namespace {

namespace json = boost::json;

enum class Need { required, optional };

/// Collects problems while it reads a document.
class Checker {
 public:
  explicit Checker(const json::object& root) : root_(root) {}

  void problem(std::string pointer, std::string text) { problems_.push_back({std::move(pointer), std::move(text)}); }

  /// A non-empty string at `pointer`/`key` of `object`.
  std::string text(const json::object& object, const std::string& pointer, std::string_view key, Need need) {
    const json::value* value = object.if_contains(key);
    const std::string at = fmt::format("{}/{}", pointer, key);
    if (!value) {
      if (need == Need::required) problem(at, "is required");
      return "";
    }
    if (!value->is_string()) {
      problem(at, "must be a string");
      return "";
    }
    if (value->as_string().empty()) problem(at, "must not be empty");
    return std::string(value->as_string());
  }

  std::vector<std::string> texts(const json::object& object, const std::string& pointer, std::string_view key,
                                 Need need) {
    const json::value* value = object.if_contains(key);
    const std::string at = fmt::format("{}/{}", pointer, key);
    std::vector<std::string> out;
    if (!value) {
      if (need == Need::required) problem(at, "is required");
      return out;
    }
    if (!value->is_array()) {
      problem(at, "must be a list");
      return out;
    }
    std::size_t index = 0;
    for (const json::value& item : value->as_array()) {
      const std::string item_at = fmt::format("{}/{}", at, index++);
      if (!item.is_string())
        problem(item_at, "must be a string");
      else if (item.as_string().empty())
        problem(item_at, "must not be empty");
      else
        out.emplace_back(item.as_string());
    }
    return out;
  }

  const json::object& root() const { return root_; }
  const std::vector<FieldError>& problems() const { return problems_; }

 private:
  const json::object& root_;
  std::vector<FieldError> problems_;
};

/// One field of a built-in kind's spec that names other entities.
struct ReferenceField {
  std::string_view kind, field;
  bool is_list;
  std::string_view default_kind;  ///< "" when the kind must be written.
  std::string_view relation, inverse;
};

constexpr ReferenceField reference_fields[] = {
    {"Component", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Component", "subcomponentOf", false, "Component", "partOf", "hasPart"},
    {"Component", "providesApis", true, "API", "providesApi", "apiProvidedBy"},
    {"Component", "consumesApis", true, "API", "consumesApi", "apiConsumedBy"},
    {"Component", "dependsOn", true, "", "dependsOn", "dependencyOf"},
    {"Component", "dependencyOf", true, "", "dependencyOf", "dependsOn"},
    {"Component", "system", false, "System", "partOf", "hasPart"},
    {"API", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"API", "system", false, "System", "partOf", "hasPart"},
    {"Resource", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Resource", "dependsOn", true, "", "dependsOn", "dependencyOf"},
    {"Resource", "dependencyOf", true, "", "dependencyOf", "dependsOn"},
    {"Resource", "system", false, "System", "partOf", "hasPart"},
    {"System", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"System", "domain", false, "Domain", "partOf", "hasPart"},
    {"Domain", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Domain", "subdomainOf", false, "Domain", "partOf", "hasPart"},
    {"User", "memberOf", true, "Group", "memberOf", "hasMember"},
    {"Group", "parent", false, "Group", "childOf", "parentOf"},
    {"Group", "children", true, "Group", "parentOf", "childOf"},
    {"Group", "members", true, "User", "hasMember", "memberOf"},
    {"Template", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Capability", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Scorecard", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"Policy", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"ResourceDefinition", "owner", false, "Group", "ownedBy", "ownerOf"},
    {"ResourceType", "owner", false, "Group", "ownedBy", "ownerOf"},
};

constexpr std::string_view known_kinds[] = {"API",      "Component", "Domain",   "Group", "Location",
                                            "Resource", "System",    "Template", "User"};

void check_metadata(Checker& c, const json::object& metadata) {
  const auto each_text = [&](std::string_view key, bool (*is_key)(std::string_view), bool (*is_value)(std::string_view),
                             bool nulls) {
    const json::value* map = metadata.if_contains(key);
    if (!map || (nulls && map->is_null())) return;
    const std::string at = fmt::format("/metadata/{}", key);
    if (!map->is_object()) return c.problem(at, "must be an object");
    for (const auto& [name, value] : map->as_object()) {
      if (!is_key(name)) c.problem(at, fmt::format("'{}' is not a valid key", std::string_view(name)));
      if (!value.is_string())
        c.problem(fmt::format("{}/{}", at, std::string_view(name)), "must be a string");
      else if (!is_value(value.as_string()))
        c.problem(fmt::format("{}/{}", at, std::string_view(name)),
                  fmt::format("'{}' is not a valid value", std::string_view(value.as_string())));
    }
  };
  each_text("labels", is_label_key, is_label_value, false);
  each_text(
      "annotations", is_label_key, [](std::string_view) { return true; }, true);
  for (const char* key : {"title", "description"})
    if (const json::value* value = metadata.if_contains(key); value && !value->is_string())
      c.problem(fmt::format("/metadata/{}", key), "must be a string");
  if (const json::value* title = metadata.if_contains("title");
      title && title->is_string() && title->as_string().empty())
    c.problem("/metadata/title", "must not be empty");
  std::size_t index = 0;
  for (const std::string& tag : c.texts(metadata, "/metadata", "tags", Need::optional)) {
    if (!is_tag(tag))
      c.problem(fmt::format("/metadata/tags/{}", index),
                fmt::format("'{}' is not a tag: use a-z, 0-9, '+', '#' and ':', in parts separated by '-'", tag));
    ++index;
  }
  const json::value* links = metadata.if_contains("links");
  if (!links) return;
  if (!links->is_array()) return c.problem("/metadata/links", "must be a list");
  index = 0;
  for (const json::value& link : links->as_array()) {
    const std::string at = fmt::format("/metadata/links/{}", index++);
    if (!link.is_object()) {
      c.problem(at, "must be an object");
      continue;
    }
    const std::string url = c.text(link.as_object(), at, "url", Need::required);
    if (!url.empty() && !is_url(url)) c.problem(at + "/url", fmt::format("'{}' is not a URL", url));
    for (const char* key : {"title", "icon", "type"})
      if (const json::value* value = link.as_object().if_contains(key);
          value && (!value->is_string() || value->as_string().empty()))
        c.problem(fmt::format("{}/{}", at, key), "must be a string and not empty");
  }
}

void check_steps(Checker& c, const json::object& spec) {
  const json::value* steps = spec.if_contains("steps");
  if (!steps) return c.problem("/spec/steps", "is required");
  if (!steps->is_array()) return c.problem("/spec/steps", "must be a list");
  std::size_t index = 0;
  for (const json::value& step : steps->as_array()) {
    const std::string at = fmt::format("/spec/steps/{}", index++);
    if (!step.is_object()) {
      c.problem(at, "must be an object");
      continue;
    }
    c.text(step.as_object(), at, "action", Need::required);
    for (const char* key : {"id", "name"})
      if (const json::value* value = step.as_object().if_contains(key); value && !value->is_string())
        c.problem(fmt::format("{}/{}", at, key), "must be a string");
  }
}

/// Fields that a kind must have, besides references.
void check_spec(Checker& c, const std::string& kind, const json::object& spec) {
  const auto need = [&](std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) c.text(spec, "/spec", key, Need::required);
  };
  if (kind == "Component")
    need({"type", "lifecycle", "owner"});
  else if (kind == "API")
    need({"type", "lifecycle", "owner", "definition"});
  else if (kind == "Resource")
    need({"type", "owner"});
  else if (kind == "System" || kind == "Domain")
    need({"owner"});
  else if (kind == "Group") {
    need({"type"});
    c.texts(spec, "/spec", "children", Need::required);
  } else if (kind == "Location") {
    for (const char* key : {"type", "target"}) c.text(spec, "/spec", key, Need::optional);
    c.texts(spec, "/spec", "targets", Need::optional);
    if (const json::value* presence = spec.if_contains("presence");
        presence && *presence != "required" && *presence != "optional")
      c.problem("/spec/presence", "must be 'required' or 'optional'");
  } else if (kind == "Template") {
    need({"type"});
    check_steps(c, spec);
    if (const json::value* parameters = spec.if_contains("parameters");
        parameters && !parameters->is_object() && !parameters->is_array())
      c.problem("/spec/parameters", "must be an object or a list");
  }
}

void add_references(Checker& c, Descriptor& out, json::object& spec) {
  for (const ReferenceField& field : reference_fields) {
    if (field.kind != out.kind || !spec.contains(field.field)) continue;
    const std::string pointer = fmt::format("/spec/{}", field.field);
    std::vector<std::string> targets;
    if (field.is_list) {
      targets = c.texts(spec, "/spec", field.field, Need::optional);
      // The reference implementation stores such lists sorted; consumers compare against that.
      std::sort(targets.begin(), targets.end());
      json::array sorted;
      for (const std::string& target : targets) sorted.emplace_back(target);
      if (spec.at(field.field).is_array() && sorted.size() == spec.at(field.field).as_array().size())
        spec[field.field] = std::move(sorted);
    } else if (const std::string target = c.text(spec, "/spec", field.field, Need::optional); !target.empty()) {
      targets.push_back(target);
    }
    for (const std::string& target : targets) {
      const auto ref = EntityRef::parse(target, field.default_kind, out.ref.ns());
      if (!ref.has_value()) {
        c.problem(pointer, ref.error().message());
        continue;
      }
      if (field.field == "owner") out.owner_ref = ref->to_string();
      if (field.field == "system") out.project_id = ref->name();
      out.relations.push_back({out.ref.to_string(), std::string(field.relation), ref->to_string()});
      out.relations.push_back({ref->to_string(), std::string(field.inverse), out.ref.to_string()});
    }
  }
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

Error invalid(const std::string& what, const std::vector<FieldError>& problems) {
  Error error = invalid_input("catalog.invalid_entity", what);
  for (const FieldError& problem : problems) error.add_field(problem.path, problem.message);
  return error;
}

}  // namespace

Result<Descriptor> check_descriptor(const json::value& document) {
  if (!document.is_object())
    return invalid("The document must be an object with apiVersion, kind, metadata and spec.",
                   {{"", "must be an object"}});
  Checker c(document.as_object());
  for (const auto& [key, value] : c.root())
    if (key != "apiVersion" && key != "kind" && key != "metadata" && key != "spec" && key != "relations" &&
        key != "status")
      c.problem(fmt::format("/{}", std::string_view(key)),
                "is not a field of an entity; own data goes below /spec or into annotations");
  const std::string api_version = c.text(c.root(), "", "apiVersion", Need::required);
  const std::string kind = c.text(c.root(), "", "kind", Need::required);
  const json::value* metadata = c.root().if_contains("metadata");
  const json::value* spec = c.root().if_contains("spec");
  if (!metadata || !metadata->is_object()) c.problem("/metadata", metadata ? "must be an object" : "is required");
  if (spec && !spec->is_object()) c.problem("/spec", "must be an object");
  if (!c.problems().empty()) return invalid("The document is not an entity.", c.problems());

  const json::object& meta = metadata->as_object();
  const std::string name = c.text(meta, "/metadata", "name", Need::required);
  const std::string ns =
      meta.contains("namespace") ? c.text(meta, "/metadata", "namespace", Need::required) : "default";
  if (!name.empty() && !is_entity_name(name))
    c.problem("/metadata/name", fmt::format("'{}' is not a name: 1 to 63 letters, digits, '-', '_' and '.', beginning "
                                            "and ending with a letter or digit",
                                            name));
  if (!ns.empty() && !is_namespace(ns))
    c.problem("/metadata/namespace", fmt::format("'{}' is not a namespace: 1 to 63 of a-z, 0-9 and single '-'", ns));
  const bool is_template = kind == "Template";
  const OwnKind* own = own_kind(kind);
  const bool is_known = own || std::find(std::begin(known_kinds), std::end(known_kinds), kind) != std::end(known_kinds);
  const std::string version = own           ? own_api_version()
                              : is_template ? "scaffolder.backstage.io/v1beta3"
                                            : "backstage.io/v1alpha1";
  if (!is_known) {
    std::vector<std::string> names(std::begin(known_kinds), std::end(known_kinds));
    for (const OwnKind& each : own_kinds()) names.emplace_back(each.name);
    const auto near = nearest(kind, names);
    c.problem("/kind",
              fmt::format("'{}' is not a kind{}", kind, near ? fmt::format("; did you mean '{}'?", *near) : ""));
  } else if (api_version != version && (own || is_template || api_version != "backstage.io/v1beta1")) {
    c.problem("/apiVersion", fmt::format("'{}' is not the version of a {}; write {}", api_version, kind, version));
  }
  check_metadata(c, meta);
  if (!spec && is_known) c.problem("/spec", "is required");
  if (!c.problems().empty()) return invalid(fmt::format("The {} '{}' is not valid.", kind, name), c.problems());

  TRY(EntityRef ref, EntityRef::parse(fmt::format("{}:{}/{}", kind, ns, name), ""));
  Descriptor out{std::move(ref),
                 kind,
                 text_of(meta, "title"),
                 text_of(meta, "description"),
                 text_of(spec->as_object(), "type"),
                 text_of(spec->as_object(), "lifecycle"),
                 "",
                 "",
                 false,
                 c.texts(meta, "/metadata", "tags", Need::optional),
                 c.root(),
                 {}};
  json::object& mutable_spec = out.document["spec"].as_object();
  out.document["metadata"].as_object()["namespace"] = ns;
  out.project_id = out.ref.name();
  if (own)
    for (FieldError& problem : check_own_spec(*own, mutable_spec))
      c.problem(std::move(problem.path), std::move(problem.message));
  else
    check_spec(c, kind, mutable_spec);
  add_references(c, out, mutable_spec);
  if (const json::value* annotations = meta.if_contains("annotations"); annotations && annotations->is_object())
    out.is_public = text_of(annotations->as_object(), std::string(product::api_group) + "/visibility") == "public";
  out.is_public |= own != nullptr;
  if (!c.problems().empty()) return invalid(fmt::format("The {} '{}' is not valid.", kind, name), c.problems());
  return out;
}

}  // namespace towpath::catalog
