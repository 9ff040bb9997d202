#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "compiled.h"

namespace towpath::schema {

namespace bj = boost::json;

namespace {

/// A default can make a branch apply that has defaults of its own; a form settles within a few rounds.
constexpr int most_rounds = 8;
constexpr int deepest = 64;

class Filler {
 public:
  /// One round. Returns whether anything was added.
  bool fill(const Rules& rules, bj::value& value, int depth) {
    if (depth > deepest || steps_left_ == 0) return false;
    --steps_left_;
    active_.push_back(&rules);
    const bool is_changed = fill_here(rules, value, depth);
    active_.pop_back();
    return is_changed;
  }

 private:
  bool fill_here(const Rules& rules, bj::value& value, int depth) {
    bool is_changed = false;
    if (rules.ref) is_changed |= fill(*rules.ref, value, depth + 1);
    if (bj::object* object = value.if_object()) is_changed |= fill_properties(rules, *object, depth);
    if (bj::array* array = value.if_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) {
        const Rules* item = rules.item_list && i < rules.item_list->size() ? (*rules.item_list)[i] : rules.items;
        if (item) is_changed |= fill(*item, (*array)[i], depth + 1);
      }
    }
    for (const Rules* part : rules.all_of) is_changed |= fill(*part, value, depth + 1);
    if (rules.if_rules) {
      const Rules* branch = is_valid(*rules.if_rules, value, steps_left_) ? rules.then_rules : rules.else_rules;
      if (branch) is_changed |= fill(*branch, value, depth + 1);
    }
    if (const bj::object* object = value.if_object()) {
      for (const Dependency& dependency : rules.dependencies)
        if (dependency.rules && object->contains(dependency.key))
          is_changed |= fill(*dependency.rules, value, depth + 1);
    }
    if (const Rules* branch = chosen(rules.one_of, value)) is_changed |= fill(*branch, value, depth + 1);
    if (const Rules* branch = chosen(rules.any_of, value)) is_changed |= fill(*branch, value, depth + 1);
    return is_changed;
  }

  bool fill_properties(const Rules& rules, bj::object& object, int depth) {
    bool is_changed = false;
    for (const Property& property : rules.properties) {
      if (bj::value* present = object.if_contains(property.name)) {
        is_changed |= fill(*property.rules, *present, depth + 1);
      } else if (const bj::value* preset = default_of(*property.rules); preset && !preset->is_null()) {
        object.emplace(property.name, *preset);
        is_changed = true;
      } else if (is_object(behind_references(*property.rules))) {
        // An object without a default of its own appears only when something in it has one, and never inside itself.
        if (std::find(active_.begin(), active_.end(), &behind_references(*property.rules)) != active_.end()) continue;
        bj::value inner = bj::object();
        if (!fill(*property.rules, inner, depth + 1)) continue;
        object.emplace(property.name, std::move(inner));
        is_changed = true;
      }
    }
    return is_changed;
  }

  static const Rules& behind_references(const Rules& rules) {
    const Rules* at = &rules;
    for (int i = 0; i < deepest && at->ref && at->types == 0; ++i) at = at->ref;
    return *at;
  }

  /// A schema with properties describes an object even where it does not say so.
  static bool is_object(const Rules& rules) {
    return rules.types == type_object || (rules.types == 0 && !rules.properties.empty());
  }

  static const bj::value* default_of(const Rules& rules) {
    const Rules* at = &rules;
    for (int i = 0; i < deepest && at->ref && !at->default_value; ++i) at = at->ref;
    return at->default_value;
  }

  /// The branch whose defaults apply: the first that accepts the value; otherwise the first whose fixed properties do
  /// not contradict it, which is the one a form would show. nullptr when every branch contradicts it.
  const Rules* chosen(const std::vector<const Rules*>& branches, const bj::value& value) {
    for (const Rules* branch : branches)
      if (is_valid(*branch, value, steps_left_)) return branch;
    for (const Rules* branch : branches)
      if (!contradicts(*branch, value)) return branch;
    return nullptr;
  }

  bool contradicts(const Rules& rules, const bj::value& value) {
    if (rules.is_never || (rules.types != 0 && (rules.types & type_of(value)) == 0)) return true;
    const bj::object* object = value.if_object();
    if (!object) return false;
    for (const Property& property : rules.properties) {
      const bool is_fixed = property.rules->constant || property.rules->choices;
      const bj::value* present = object->if_contains(property.name);
      if (is_fixed && present && !is_valid(*property.rules, *present, steps_left_)) return true;
    }
    return false;
  }

  std::vector<const Rules*> active_;  ///< From the root to here.
  std::size_t steps_left_ = most_steps;
};

}  // namespace

void apply_defaults(const Rules& rules, bj::value& value) {
  Filler filler;
  for (int round = 0; round < most_rounds; ++round)
    if (!filler.fill(rules, value, 0)) return;
}

}  // namespace towpath::schema
