#pragma once

#include <boost/json.hpp>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "format.h"
#include "pattern.h"
#include "schema/schema.h"

namespace towpath::schema {

/// Bits of the keyword `type`; every integer is a number too.
enum Type : unsigned {
  type_null = 1,
  type_boolean = 2,
  type_integer = 4,
  type_number = 8,
  type_string = 16,
  type_array = 32,
  type_object = 64
};

/// A value of `enum` or `const`.
struct Choice {
  std::string canonical;  ///< Equal values have equal canonical text.
  std::string shown;      ///< As a user reads it: strings without quotes.
};

struct Rules;

struct Property {
  std::string name;
  const Rules* rules;
};

struct PatternProperty {
  Pattern pattern;
  const Rules* rules;
};

/// What the presence of a key asks for: other keys, a schema, or both.
struct Dependency {
  std::string key;
  std::vector<std::string> required;
  const Rules* rules = nullptr;
};

/// One schema: each member is the keyword of that name, absent when empty or nullptr.
struct Rules {
  bool is_never = false;  ///< The schema `false`; `true` is a Rules without any rule.
  const Rules* ref = nullptr;
  unsigned types = 0;
  std::optional<std::vector<Choice>> choices;  ///< enum
  std::optional<Choice> constant;
  std::optional<double> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
  std::optional<std::size_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::optional<Pattern> pattern;
  const Format* format = nullptr;
  const Rules* items = nullptr;  ///< For every item, or for those after `item_list`.
  std::optional<std::vector<const Rules*>> item_list;
  const Rules* contains = nullptr;
  bool has_unique_items = false;
  std::vector<Property> properties;
  std::vector<PatternProperty> pattern_properties;
  const Rules* additional_properties = nullptr;
  const Rules* property_names = nullptr;
  std::vector<std::string> required;
  std::vector<Dependency> dependencies;
  std::vector<const Rules*> all_of, any_of, one_of;
  const Rules* not_allowed = nullptr;
  const Rules* if_rules = nullptr;
  const Rules* then_rules = nullptr;
  const Rules* else_rules = nullptr;
  const boost::json::value* default_value = nullptr;  ///< default, otherwise const. In CompiledSchema::document.
  std::string title;

  const Rules* property(std::string_view name) const;
};

/// A document and the rules made from it.
struct CompiledSchema {
  boost::json::value document;  ///< Default values are read from here.
  std::deque<Rules> rules;      ///< A deque: rules point to each other while it grows.
  const Rules* root = nullptr;
};

/// The type bit of a value; integer for every number without a fraction.
unsigned type_of(const boost::json::value& value);

/// What checking one value may cost: how many schemas are applied to how many values, in all branches together. Schemas
/// come from users, and a few references can multiply.
inline constexpr std::size_t most_steps = 2'000'000;

/// Every problem of `value`, in words.
std::vector<Finding> validate(const Rules& rules, const boost::json::value& value);

/// Whether `value` is valid; takes what it costs from `steps_left` and says no when nothing is left.
bool is_valid(const Rules& rules, const boost::json::value& value, std::size_t& steps_left);

/// Fills `value` with the defaults of `rules`.
void apply_defaults(const Rules& rules, boost::json::value& value);

}  // namespace towpath::schema
