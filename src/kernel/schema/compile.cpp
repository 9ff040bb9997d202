#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/strings.h"
#include "compiled.h"
#include "json/json.h"

namespace towpath::schema {

namespace bj = boost::json;

namespace {

Choice make_choice(const bj::value& value) {
  std::string canonical = json::canonical(value);
  std::string shown = value.is_string() && !value.get_string().empty() ? std::string(value.get_string()) : canonical;
  return {std::move(canonical), std::move(shown)};
}

/// A `$ref` or `$id` against the URI it stands in (RFC 3986, section 5.2, without dot segments).
std::string resolve(std::string_view base, std::string_view reference) {
  base = base.substr(0, base.find('#'));
  if (reference.empty() || reference.starts_with('#')) return std::string(base) + std::string(reference);
  const auto colon = reference.find(':');
  if (colon != reference.npos && colon < reference.find('/')) return std::string(reference);
  if (reference.starts_with('/')) {
    const auto authority = base.find("://");
    const auto path = authority == base.npos ? base.npos : base.find('/', authority + 3);
    return std::string(base.substr(0, path)) + std::string(reference);
  }
  const auto last = base.rfind('/');
  return std::string(base.substr(0, last == base.npos ? 0 : last + 1)) + std::string(reference);
}

/// The characters of a URI fragment: %XX decoded.
std::string decode_fragment(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string hex(text.substr(i + 1, 2));
    if (text[i] == '%' && hex.size() == 2 && hex.find_first_not_of("0123456789abcdefABCDEF") == hex.npos) {
      out += static_cast<char>(std::stoi(hex, nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// A schema of the document that is still to be compiled, or can be referred to.
struct Place {
  const bj::value* value = nullptr;
  std::string base;     ///< URI of the resource around it; base_of() is that of what is inside.
  std::string pointer;  ///< In the document, for messages.
};

/// Keywords of later drafts that change verdicts and are not implemented: refused rather than ignored.
constexpr std::string_view unsupported[] = {"unevaluatedProperties", "unevaluatedItems", "prefixItems",  "minContains",
                                            "maxContains",           "$dynamicRef",      "$recursiveRef"};

constexpr std::string_view single_schemas[] = {
    "additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"};
constexpr std::string_view schema_lists[] = {"allOf", "anyOf", "items", "oneOf"};
constexpr std::string_view schema_maps[] = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

class Compiler {
 public:
  explicit Compiler(CompiledSchema& out) : out_(out) {}

  Status run() {
    CHECK_OK(index_identifiers());
    TRY(out_.root, rules_for({&out_.document, "", ""}));
    // A list of work and not recursion: a chain of references may be as long as the document.
    while (!open_.empty()) {
      const auto [place, rules] = std::move(open_.back());
      open_.pop_back();
      CHECK_OK(fill(place, *rules));
    }
    return ok();
  }

 private:
  using Made = Result<const Rules*>;

  static Error problem(std::string_view pointer, const std::string& what) {
    return invalid_input("schema.invalid",
                         fmt::format("invalid schema at {}: {}", pointer.empty() ? "/" : pointer, what))
        .with_field(std::string(pointer), what);
  }

  static Place child(const Place& parent, const bj::value& value, std::string_view key) {
    return {&value, parent.base, parent.pointer + "/" + json::escape_pointer(key)};
  }
  static Place child(const Place& parent, const bj::value& value, std::size_t index) {
    return {&value, parent.base, fmt::format("{}/{}", parent.pointer, index)};
  }

  /// The base inside a place: its own `$id`, unless that is only a name ("#name").
  static std::string base_of(const Place& place) {
    const bj::object* object = place.value->if_object();
    const bj::value* id = object ? object->if_contains("$id") : nullptr;
    if (!id || !id->is_string() || id->get_string().starts_with('#')) return place.base;
    return resolve(place.base, id->get_string());
  }

  /// Finds every `$id` and `$anchor` that stands where a schema can stand.
  Status index_identifiers() {
    std::vector<Place> open{{&out_.document, "", ""}};
    while (!open.empty()) {
      Place place = std::move(open.back());
      open.pop_back();
      const bj::object* object = place.value->if_object();
      if (!object) continue;
      const std::string base = base_of(place);
      // The first place with a base is the root of that resource: parents are visited before children.
      identified_.emplace(base, place);
      if (const bj::value* id = object->if_contains("$id")) {
        if (!id->is_string()) return problem(place.pointer + "/$id", "must be a string");
        if (id->get_string().starts_with('#')) identified_.emplace(base + std::string(id->get_string()), place);
      }
      if (const bj::value* anchor = object->if_contains("$anchor"); anchor && anchor->is_string())
        identified_.emplace(base + "#" + std::string(anchor->get_string()), place);
      place.base = base;
      for (const std::string_view key : single_schemas)
        if (const bj::value* value = object->if_contains(key)) open.push_back(child(place, *value, key));
      for (const std::string_view key : schema_lists) {
        const bj::value* list = object->if_contains(key);
        if (!list || !list->is_array()) continue;
        for (std::size_t i = 0; i < list->get_array().size(); ++i)
          open.push_back(child(child(place, *list, key), list->get_array()[i], i));
      }
      for (const std::string_view key : schema_maps) {
        const bj::value* map = object->if_contains(key);
        if (!map || !map->is_object()) continue;
        for (const auto& entry : map->get_object())
          open.push_back(child(child(place, *map, key), entry.value(), entry.key()));
      }
    }
    return ok();
  }

  /// The rules of a place, filled later; each place is compiled once.
  Made rules_for(const Place& place) {
    if (!place.value->is_object() && !place.value->is_bool())
      return problem(place.pointer, "must be a schema: an object, true or false");
    const auto [known, is_new] = made_.emplace(place.value, nullptr);
    if (is_new) {
      Rules& rules = out_.rules.emplace_back();
      known->second = &rules;
      open_.push_back({place, &rules});
    }
    return known->second;
  }

  Made referenced(const Place& place, std::string_view reference) {
    const std::string target = resolve(place.base, reference);
    if (const auto named = identified_.find(target); named != identified_.end()) return rules_for(named->second);
    const std::string uri = target.substr(0, target.find('#'));
    const std::string fragment =
        target.size() > uri.size() ? decode_fragment(std::string_view(target).substr(uri.size() + 1)) : "";
    const auto document = identified_.find(uri);
    const bj::value* value =
        document == identified_.end() ? nullptr : json::at_pointer(*document->second.value, fragment);
    if (!value)
      return problem(place.pointer + "/$ref", fmt::format("\"{}\" names nothing in this document", reference));
    // Places between the start and the target may have an `$id`; those are found by walking down again.
    Place found = document->second;
    if (!fragment.empty()) {
      for (const std::string& token : split(std::string_view(fragment).substr(1), '/')) {
        found.base = base_of(found);
        found.value = json::at_pointer(*found.value, "/" + token);
        found.pointer += "/" + token;
      }
    }
    return rules_for(found);
  }

  // --- keywords ---------------------------------------------------------------------------------------------------

  Status fill(Place place, Rules& rules) {
    if (const bool* verdict = place.value->if_bool()) {
      rules.is_never = !*verdict;
      return ok();
    }
    place.base = base_of(place);
    const bj::object& object = place.value->get_object();
    for (const std::string_view key : unsupported)
      if (object.contains(key)) return problem(place.pointer + "/" + std::string(key), "this keyword is not supported");
    if (const bj::value* reference = object.if_contains("$ref")) {
      if (!reference->is_string()) return problem(place.pointer + "/$ref", "must be a string");
      TRY(rules.ref, referenced(place, reference->get_string()));
    }
    // A value that can only be one is its own default, as in the forms this follows.
    rules.default_value = object.contains("default") ? object.if_contains("default") : object.if_contains("const");
    if (const bj::value* title = object.if_contains("title"); title && title->is_string())
      rules.title = title->get_string();
    CHECK_OK(fill_values(place, object, rules));
    CHECK_OK(fill_numbers(place, object, rules));
    CHECK_OK(fill_strings(place, object, rules));
    CHECK_OK(fill_arrays(place, object, rules));
    CHECK_OK(fill_objects(place, object, rules));
    return fill_combinations(place, object, rules);
  }

  Status fill_values(const Place& place, const bj::object& object, Rules& rules) {
    if (const bj::value* types = object.if_contains("type")) {
      if (!types->is_array()) {
        CHECK_OK(add_type(child(place, *types, "type"), rules));
      } else {
        for (std::size_t i = 0; i < types->get_array().size(); ++i)
          CHECK_OK(add_type(child(child(place, *types, "type"), types->get_array()[i], i), rules));
      }
    }
    if (const bj::value* choices = object.if_contains("enum")) {
      if (!choices->is_array()) return problem(place.pointer + "/enum", "must be a list");
      rules.choices.emplace();
      for (const bj::value& choice : choices->get_array()) rules.choices->push_back(make_choice(choice));
    }
    if (const bj::value* constant = object.if_contains("const")) rules.constant = make_choice(*constant);
    return ok();
  }

  static Status add_type(const Place& place, Rules& rules) {
    static constexpr std::pair<std::string_view, unsigned> names[] = {
        {"null", type_null},       {"boolean", type_boolean},
        {"integer", type_integer}, {"number", type_number | type_integer},
        {"string", type_string},   {"array", type_array},
        {"object", type_object}};
    for (const auto& [name, bits] : names) {
      if (!place.value->is_string() || place.value->get_string() != name) continue;
      rules.types |= bits;
      return ok();
    }
    return problem(place.pointer,
                   fmt::format("{} is not a type; types are null, boolean, integer, number, string, array and object",
                               json::canonical(*place.value)));
  }

  Status fill_numbers(const Place& place, const bj::object& object, Rules& rules) {
    CHECK_OK(read_number(place, object, "minimum", rules.minimum));
    CHECK_OK(read_number(place, object, "maximum", rules.maximum));
    CHECK_OK(read_number(place, object, "exclusiveMinimum", rules.exclusive_minimum));
    CHECK_OK(read_number(place, object, "exclusiveMaximum", rules.exclusive_maximum));
    CHECK_OK(read_number(place, object, "multipleOf", rules.multiple_of));
    if (rules.multiple_of && *rules.multiple_of <= 0)
      return problem(place.pointer + "/multipleOf", "must be greater than 0");
    return ok();
  }

  static Status read_number(const Place& place, const bj::object& object, std::string_view key,
                            std::optional<double>& out) {
    const bj::value* value = object.if_contains(key);
    if (!value) return ok();
    if (!value->is_number()) return problem(place.pointer + "/" + std::string(key), "must be a number");
    out = value->to_number<double>();
    return ok();
  }

  static Status read_count(const Place& place, const bj::object& object, std::string_view key,
                           std::optional<std::size_t>& out) {
    std::optional<double> number;
    CHECK_OK(read_number(place, object, key, number));
    if (!number) return ok();
    if (*number < 0 || *number != std::trunc(*number))
      return problem(place.pointer + "/" + std::string(key), "must be a whole number, at least 0");
    out = *number >= 1e18 ? static_cast<std::size_t>(1e18) : static_cast<std::size_t>(*number);
    return ok();
  }

  Status fill_strings(const Place& place, const bj::object& object, Rules& rules) {
    CHECK_OK(read_count(place, object, "minLength", rules.min_length));
    CHECK_OK(read_count(place, object, "maxLength", rules.max_length));
    if (const bj::value* pattern = object.if_contains("pattern")) {
      if (!pattern->is_string()) return problem(place.pointer + "/pattern", "must be a string");
      TRY(rules.pattern, pattern_at(place.pointer + "/pattern", pattern->get_string()));
    }
    if (const bj::value* format = object.if_contains("format"); format && format->is_string())
      rules.format = find_format(format->get_string());
    return ok();
  }

  static Result<Pattern> pattern_at(std::string_view pointer, std::string_view source) {
    auto pattern = Pattern::compile(source);
    if (pattern) return pattern;
    return problem(pointer, pattern.error().message()).with_hint(pattern.error().hint());
  }

  Status fill_arrays(const Place& place, const bj::object& object, Rules& rules) {
    CHECK_OK(read_count(place, object, "minItems", rules.min_items));
    CHECK_OK(read_count(place, object, "maxItems", rules.max_items));
    CHECK_OK(read_schema(place, object, "contains", rules.contains));
    if (const bj::value* unique = object.if_contains("uniqueItems")) {
      if (!unique->is_bool()) return problem(place.pointer + "/uniqueItems", "must be true or false");
      rules.has_unique_items = unique->get_bool();
    }
    const bj::value* items = object.if_contains("items");
    if (!items || !items->is_array()) return read_schema(place, object, "items", rules.items);
    rules.item_list.emplace();
    CHECK_OK(read_schemas(place, object, "items", *rules.item_list));
    return read_schema(place, object, "additionalItems", rules.items);
  }

  Status fill_objects(const Place& place, const bj::object& object, Rules& rules) {
    CHECK_OK(read_count(place, object, "minProperties", rules.min_properties));
    CHECK_OK(read_count(place, object, "maxProperties", rules.max_properties));
    CHECK_OK(read_schema(place, object, "additionalProperties", rules.additional_properties));
    CHECK_OK(read_schema(place, object, "propertyNames", rules.property_names));
    if (const bj::value* required = object.if_contains("required"))
      CHECK_OK(read_names(child(place, *required, "required"), rules.required));
    TRY(const bj::object* properties, read_map(place, object, "properties"));
    for (const auto& entry : *properties) {
      TRY(const Rules* property,
          rules_for(child(child(place, *place.value, "properties"), entry.value(), entry.key())));
      rules.properties.push_back({entry.key(), property});
    }
    TRY(const bj::object* patterns, read_map(place, object, "patternProperties"));
    for (const auto& entry : *patterns) {
      const Place at = child(child(place, *place.value, "patternProperties"), entry.value(), entry.key());
      TRY(Pattern pattern, pattern_at(at.pointer, entry.key()));
      TRY(const Rules* property, rules_for(at));
      rules.pattern_properties.push_back({std::move(pattern), property});
    }
    for (const std::string_view keyword : {"dependencies", "dependentRequired", "dependentSchemas"}) {
      TRY(const bj::object* dependencies, read_map(place, object, keyword));
      for (const auto& entry : *dependencies) {
        const Place at = child(child(place, *place.value, keyword), entry.value(), entry.key());
        Dependency dependency{entry.key(), {}, nullptr};
        if (entry.value().is_array()) {
          CHECK_OK(read_names(at, dependency.required));
        } else {
          TRY(dependency.rules, rules_for(at));
        }
        rules.dependencies.push_back(std::move(dependency));
      }
    }
    return ok();
  }

  Status fill_combinations(const Place& place, const bj::object& object, Rules& rules) {
    CHECK_OK(read_schemas(place, object, "allOf", rules.all_of));
    CHECK_OK(read_schemas(place, object, "anyOf", rules.any_of));
    CHECK_OK(read_schemas(place, object, "oneOf", rules.one_of));
    CHECK_OK(read_schema(place, object, "not", rules.not_allowed));
    CHECK_OK(read_schema(place, object, "if", rules.if_rules));
    CHECK_OK(read_schema(place, object, "then", rules.then_rules));
    return read_schema(place, object, "else", rules.else_rules);
  }

  static Status read_names(const Place& place, std::vector<std::string>& out) {
    if (!place.value->is_array()) return problem(place.pointer, "must be a list of strings");
    for (const bj::value& name : place.value->get_array()) {
      if (!name.is_string()) return problem(place.pointer, "must be a list of strings");
      out.emplace_back(name.get_string());
    }
    return ok();
  }

  Status read_schema(const Place& place, const bj::object& object, std::string_view key, const Rules*& out) {
    const bj::value* value = object.if_contains(key);
    if (!value) return ok();
    TRY(out, rules_for(child(place, *value, key)));
    return ok();
  }

  Status read_schemas(const Place& place, const bj::object& object, std::string_view key,
                      std::vector<const Rules*>& out) {
    const bj::value* list = object.if_contains(key);
    if (!list) return ok();
    const Place at = child(place, *list, key);
    if (!list->is_array()) return problem(at.pointer, "must be a list of schemas");
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      TRY(const Rules* rules, rules_for(child(at, list->get_array()[i], i)));
      out.push_back(rules);
    }
    return ok();
  }

  /// The object under `key`; an empty one when the key is absent.
  static Result<const bj::object*> read_map(const Place& place, const bj::object& object, std::string_view key) {
    static const bj::object none;
    const bj::value* value = object.if_contains(key);
    if (!value) return &none;
    if (!value->is_object()) return problem(place.pointer + "/" + std::string(key), "must be an object");
    return &value->get_object();
  }

  CompiledSchema& out_;
  std::unordered_map<std::string, Place> identified_;  ///< By absolute URI, with the fragment for names.
  std::unordered_map<const bj::value*, const Rules*> made_;
  std::vector<std::pair<Place, Rules*>> open_;
};

}  // namespace

const Rules* Rules::property(std::string_view name) const {
  for (const Property& property : properties)
    if (property.name == name) return property.rules;
  return nullptr;
}

Result<Schema> Schema::compile_value(const bj::value& schema) {
  auto compiled = std::make_shared<CompiledSchema>();
  compiled->document = schema;
  CHECK_OK(Compiler(*compiled).run());
  return Schema(std::move(compiled));
}

Result<Schema> Schema::compile(std::string_view json_text) {
  TRY(const bj::value schema, json::parse(json_text));
  return compile_value(schema);
}

std::vector<FieldError> Schema::validate(const bj::value& value) const {
  std::vector<FieldError> problems;
  for (Finding& finding : find_problems(value)) problems.push_back(std::move(finding.problem));
  return problems;
}

std::vector<Finding> Schema::find_problems(const bj::value& value) const {
  return schema::validate(*compiled_->root, value);
}

bj::value Schema::with_defaults(bj::value value) const {
  apply_defaults(*compiled_->root, value);
  return value;
}

}  // namespace towpath::schema
