#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "base/strings.h"
#include "checks.h"
#include "coerce.h"
#include "filters.h"
#include "sorting.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

Error needs(std::string_view what, const Value& input) {
  return render_error("needs " + std::string(what) + ", not " + std::string(kind_name(input)));
}

// A whole number from 1 that says how many.
Result<std::size_t> count_argument(Arguments arguments, Meter& meter) {
  TRY(const double count, to_integer(argument(arguments, 0), meter));
  if (!(count >= 1 && count <= 9007199254740991.0)) return render_error("needs a whole number from 1");
  return static_cast<std::size_t>(std::min(count, 4e9));
}

Result<Value> batch(const Value& input, Arguments arguments, Meter& meter) {
  if (input.is_nullish()) return needs("a sequence", input);
  TRY(const std::size_t width, count_argument(arguments, meter));
  TRY(const auto items, sequence(input, meter));
  Array rows;
  Array row;
  for (const Value& item : items.value_or(Array())) {
    row.push_back(item);
    if (row.size() == width) rows.emplace_back(std::exchange(row, {}));
  }
  if (!row.empty()) {
    if (truthy(argument(arguments, 1))) {
      CHECK_OK(meter.step(width - row.size()));
      row.resize(width, argument(arguments, 1));
    }
    rows.emplace_back(std::move(row));
  }
  return Value(std::move(rows));
}

Result<Value> slice(const Value& input, Arguments arguments, Meter& meter) {
  if (!input.as_array() && !input.as_text()) return needs("a sequence", input);
  TRY(const std::size_t count, count_argument(arguments, meter));
  TRY(const auto items, sequence(input, meter));
  CHECK_OK(meter.step(count));
  const Value& fill = argument(arguments, 1);
  const std::size_t longer = items->size() % count;  // so many parts have one item more
  Array parts;
  auto from = items->begin();
  for (std::size_t i = 0; i < count; ++i) {
    const auto to = from + static_cast<std::ptrdiff_t>(items->size() / count + (i < longer ? 1 : 0));
    Array part(from, to);
    from = to;
    const bool filled = truthy(fill) && i >= longer;
    if (input.as_array()) {
      if (filled) part.push_back(fill);
      parts.emplace_back(std::move(part));
      continue;
    }
    if (filled) return render_error("cannot fill up a part of a text");
    std::string text;
    for (const Value& unit : part) text += *unit.as_text();
    parts.emplace_back(std::move(text));
  }
  return Value(std::move(parts));
}

Result<Value> first(const Value& input, Arguments, Meter&) {
  if (input.is_nullish()) return needs("a sequence", input);
  return property(input, "0");
}

Result<Value> last(const Value& input, Arguments, Meter& meter) {
  if (input.is_nullish()) return needs("a sequence", input);
  TRY(const double length, to_number(property(input, "length"), meter));
  return property(input, number_text(length - 1));
}

Result<Value> length(const Value& input, Arguments, Meter&) {
  if (const Object* object = input.as_object()) return Value(object->size());
  if (input.is_nullish() || (input.as_bool() && !*input.as_bool())) return Value(0);
  return property(input, "length");
}

Result<Value> list(const Value& input, Arguments, Meter& meter) {
  if (input.as_array()) return input;
  if (const Object* object = input.as_object()) {
    Array out;
    CHECK_OK(meter.step(object->size()));
    for (const auto& [key, value] : *object) out.emplace_back(Object{{"key", Value(key)}, {"value", value}});
    return Value(std::move(out));
  }
  if (!input.as_text()) return needs("something to list", input);
  TRY(auto items, sequence(input, meter));
  return Value(std::move(*items));
}

Result<Value> reverse(const Value& input, Arguments, Meter& meter) {
  TRY(auto items, sequence(input, meter));
  if (!items) return Value(Array());
  std::reverse(items->begin(), items->end());
  if (!input.as_text()) return Value(std::move(*items));
  std::string text;
  for (const Value& unit : *items) text += *unit.as_text();
  return keep_safe(input, std::move(text));
}

// Attribute arguments. sort and groupby take a path ("a.b"), the others one key.

Result<std::string> attribute_key(const Value& value, Meter& meter) {
  TRY(std::string key, to_text(value, meter));
  if (is_reserved(key)) return render_error("cannot read the reserved attribute '" + key + "'");
  return key;
}

Result<std::vector<std::string>> attribute_path(const Value& value, Meter& meter) {
  std::vector<std::string> path;
  if (!truthy(value)) return path;
  TRY(const std::string text, to_text(value, meter));
  if (value.kind() == Kind::string) {
    path = split(text, '.');
  } else {
    path.push_back(text);
  }
  for (const std::string& key : path)
    if (is_reserved(key)) return render_error("cannot read the reserved attribute '" + key + "'");
  return path;
}

Result<Value> attribute(const Value& item, std::string_view key) {
  if (item.is_nullish())
    return render_error("cannot read '" + std::string(key) + "' of " + std::string(kind_name(item)));
  return property(item, key);
}

Result<Value> at_path(const Value& item, const std::vector<std::string>& path) {
  Value current = item;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0 && current.is_undefined()) return current;
    TRY(current, attribute(current, path[i]));
  }
  return current;
}

// The input's items, or one attribute of each; without an attribute only arrays will do.
Result<Array> projected(const Value& input, const Value& key, Meter& meter) {
  if (!truthy(key)) {
    if (!input.as_array()) return needs("an array", input);
    CHECK_OK(meter.step(input.as_array()->size()));
    return *input.as_array();
  }
  TRY(const std::string name, attribute_key(key, meter));
  TRY(const auto items, sequence(input, meter));
  Array out;
  for (const Value& item : items.value_or(Array())) {
    TRY(Value value, attribute(item, name));
    out.push_back(std::move(value));
  }
  return out;
}

Result<Value> join_filter(const Value& input, Arguments arguments, Meter& meter) {
  std::string separator;
  if (truthy(argument(arguments, 0))) {
    TRY(separator, to_text(argument(arguments, 0), meter));
  }
  TRY(const Array items, projected(input, argument(arguments, 1), meter));
  CHECK_OK(meter.work(items.size() * separator.size()));
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += separator;
    if (items[i].is_nullish()) continue;
    TRY(const std::string text, to_text(items[i], meter));
    out += text;
  }
  return Value(std::move(out));
}

Result<Value> sum(const Value& input, Arguments arguments, Meter& meter) {
  TRY(const Array items, projected(input, argument(arguments, 0), meter));
  Value total = Value(0);
  for (const Value& item : items) {
    TRY(total, add(total, item, meter));
  }
  return add(argument(arguments, 1).is_undefined() ? Value(0) : argument(arguments, 1), total, meter);
}

// What sorting compares: text without case (when asked), other values as they are, containers as text.
Result<Value> sort_key(const Value& value, bool case_sensitive, bool upper, Meter& meter) {
  if (!value.is_text()) {
    if (!value.as_array() && !value.as_object()) return value;
    TRY(std::string text, to_text(value, meter));
    return Value(std::move(text));
  }
  if (case_sensitive) return Value(*value.as_text());
  CHECK_OK(meter.work(value.as_text()->size()));
  return Value(upper ? upper_case(*value.as_text()) : lower_case(*value.as_text()));
}

struct Keyed {
  Value key;
  Value item;
};

Result<Value> sort(const Value& input, Arguments arguments, Meter& meter) {
  TRY(const auto items, sequence(input, meter));
  const int direction = truthy(argument(arguments, 0)) ? -1 : 1;
  const bool case_sensitive = truthy(argument(arguments, 1));
  TRY(const std::vector<std::string> path, attribute_path(argument(arguments, 2), meter));
  std::vector<Keyed> keyed;
  std::size_t undefined = 0;
  for (const Value& item : items.value_or(Array())) {
    if (item.is_undefined()) {  // JavaScript sorts these to the end without asking
      ++undefined;
      continue;
    }
    TRY(const Value value, at_path(item, path));
    TRY(Value key, sort_key(value, case_sensitive, false, meter));
    keyed.push_back({std::move(key), item});
  }
  CHECK_OK(sort_stably(keyed, meter, [&](const Keyed& a, const Keyed& b) {
    auto order = compare(a.key, b.key, meter);
    if (!order || *order == Order::equal || *order == Order::unordered) return 0;
    return *order == Order::less ? -direction : direction;
  }));
  Array out;
  for (Keyed& entry : keyed) out.push_back(std::move(entry.item));
  out.resize(out.size() + undefined);
  return Value(std::move(out));
}

Result<Value> dictsort(const Value& input, Arguments arguments, Meter& meter) {
  const Object* object = input.as_object();
  if (!object) return needs("an object", input);
  const Value& by = argument(arguments, 1);
  const bool by_value = by.is_same(Value("value"));
  if (!by.is_undefined() && !by_value && !by.is_same(Value("key")))
    return render_error("can sort by 'key' or 'value' only");
  std::vector<Keyed> keyed;
  for (const auto& [name, value] : *object) {
    TRY(Value key, sort_key(by_value ? value : Value(name), truthy(argument(arguments, 0)), true, meter));
    keyed.push_back({std::move(key), Value(Array{Value(name), value})});
  }
  CHECK_OK(sort_stably(keyed, meter, [&](const Keyed& a, const Keyed& b) {
    auto order = compare(a.key, b.key, meter);
    if (order && *order == Order::greater) return 1;
    return a.key.is_same(b.key) ? 0 : -1;
  }));
  Array out;
  for (Keyed& entry : keyed) out.push_back(std::move(entry.item));
  return Value(std::move(out));
}

Result<Value> groupby(const Value& input, Arguments arguments, Meter& meter) {
  if (input.is_nullish()) return needs("a sequence", input);
  TRY(const auto items, sequence(input, meter));
  TRY(const std::vector<std::string> path, attribute_path(argument(arguments, 0), meter));
  std::vector<std::string> order;
  std::map<std::string, Array> groups;
  for (const Value& item : items.value_or(Array())) {
    TRY(const Value value, at_path(item, path));
    TRY(const std::string key, attribute_key(value, meter));
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(item);
  }
  Object out;
  for (const std::string& key : order) out.set(key, Value(std::move(groups[key])));
  return Value(std::move(out));
}

Result<Value> attribute_filter(const Value& input, Arguments arguments, Meter& meter, bool wanted) {
  if (!input.as_array()) return needs("an array", input);
  TRY(const std::string key, attribute_key(argument(arguments, 0), meter));
  Array out;
  for (const Value& item : *input.as_array()) {
    CHECK_OK(meter.step());
    TRY(const Value value, attribute(item, key));
    if (truthy(value) == wanted) out.push_back(item);
  }
  return Value(std::move(out));
}

Result<Value> selectattr(const Value& input, Arguments arguments, Meter& meter) {
  return attribute_filter(input, arguments, meter, true);
}
Result<Value> rejectattr(const Value& input, Arguments arguments, Meter& meter) {
  return attribute_filter(input, arguments, meter, false);
}

Result<Value> test_filter(const Value& input, Arguments arguments, Meter& meter, bool wanted) {
  std::string name = "truthy";
  if (!argument(arguments, 0).is_undefined()) {
    TRY(name, to_text(argument(arguments, 0), meter));
  }
  CHECK_OK(find_check(name, arguments.empty() ? 0 : arguments.size() - 1));
  if (input.is_nullish()) return needs("a sequence", input);
  TRY(const auto items, sequence(input, meter));
  Array out;
  for (const Value& item : items.value_or(Array())) {
    TRY(const bool holds, run_check(name, item, arguments.subspan(std::min<std::size_t>(1, arguments.size())), meter));
    if (holds == wanted) out.push_back(item);
  }
  return Value(std::move(out));
}

Result<Value> select(const Value& input, Arguments arguments, Meter& meter) {
  return test_filter(input, arguments, meter, true);
}
Result<Value> reject(const Value& input, Arguments arguments, Meter& meter) {
  return test_filter(input, arguments, meter, false);
}

constexpr std::array<FilterEntry, 16> table = {{{"batch", batch},
                                                {"dictsort", dictsort},
                                                {"first", first},
                                                {"groupby", groupby},
                                                {"join", join_filter},
                                                {"last", last},
                                                {"length", length},
                                                {"list", list},
                                                {"reject", reject},
                                                {"rejectattr", rejectattr},
                                                {"reverse", reverse},
                                                {"select", select},
                                                {"selectattr", selectattr},
                                                {"slice", slice},
                                                {"sort", sort},
                                                {"sum", sum}}};

}  // namespace

std::span<const FilterEntry> list_filters() { return table; }

}  // namespace towpath::tmpl
