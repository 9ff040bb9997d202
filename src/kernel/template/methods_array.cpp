#include <algorithm>
#include <cmath>
#include <limits>

#include "coerce.h"
#include "methods.h"
#include "sorting.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// An index argument as slice() and its kin read it: undefined is `fallback`, negative counts from the end.
Result<std::size_t> index_argument(const MethodCall& call, std::size_t number, double fallback, std::size_t length) {
  const Value& value = argument(call.arguments, number);
  double index = fallback;
  if (!value.is_undefined()) {
    TRY(index, to_integer(value, call.meter));
  }
  if (index < 0) index += static_cast<double>(length);
  return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(length)));
}

std::ptrdiff_t offset(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

// Whether `body` is `value` or inside of it; then storing `value` in it would make a cycle.
Result<bool> holds(const Value& value, const ArrayBody* body, Meter& meter) {
  Array pending = {value};
  while (!pending.empty()) {
    const Value next = std::move(pending.back());
    pending.pop_back();
    CHECK_OK(meter.step());
    if (const auto* array = next.array_body()) {
      if (array->get() == body) return true;
      for (const Value& item : (*array)->items)
        if (item.as_array() || item.as_object()) pending.push_back(item);
    } else if (const Object* object = next.as_object()) {
      for (const auto& [key, item] : *object)
        if (item.as_array() || item.as_object()) pending.push_back(item);
    }
  }
  return false;
}

Status check_storable(const MethodCall& call, std::span<const Value> values) {
  for (const Value& value : values) {
    TRY(const bool cycle, holds(value, call.receiver.array_body()->get(), call.meter));
    if (cycle) return render_error("an array cannot contain itself");
  }
  return ok();
}

bool is_nan(const Value& value) { return value.as_number() && std::isnan(*value.as_number()); }

Status flatten(const Array& items, double depth, Array& out, Meter& meter, std::size_t level) {
  CHECK_OK(meter.nested(level));
  CHECK_OK(meter.step(items.size()));
  for (const Value& item : items) {
    if (const Array* inner = item.as_array(); inner && depth > 0) {
      CHECK_OK(flatten(*inner, depth - 1, out, meter, level + 1));
    } else {
      out.push_back(item);
    }
  }
  return ok();
}

// count, includes, indexOf, index, find, lastIndexOf.
Result<Value> search(const MethodCall& call, const Array& items) {
  const Value& wanted = argument(call.arguments, 0);
  const bool backwards = call.name == "lastIndexOf";
  std::size_t from = 0;
  std::size_t end = items.size();
  if (const Value& given = argument(call.arguments, 1); backwards && !given.is_undefined()) {
    TRY(double last, to_integer(given, call.meter));
    if (last < 0) last += static_cast<double>(items.size());
    end = static_cast<std::size_t>(std::clamp(last + 1, 0.0, static_cast<double>(items.size())));
  } else if (!backwards) {
    TRY(from, index_argument(call, 1, 0, items.size()));
  }
  std::size_t count = 0;
  for (std::size_t i = from; i < end; ++i) {
    const std::size_t at = backwards ? end - 1 - i : i;
    TRY(bool found, identical(items[at], wanted, call.meter));
    if (call.name == "includes") found = found || (is_nan(items[at]) && is_nan(wanted));
    if (!found) continue;
    if (call.name == "includes") return Value(true);
    if (call.name != "count") return Value(at);
    ++count;
  }
  return call.name == "includes" ? Value(false) : call.name == "count" ? Value(count) : Value(-1);
}

Result<Value> join(const MethodCall& call, const Array& items) {
  std::string separator = ",";
  if (const Value& given = argument(call.arguments, 0); !given.is_undefined()) {
    TRY(separator, to_text(given, call.meter));
  }
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += separator;
    if (!items[i].is_nullish()) {
      TRY(const std::string text, to_text(items[i], call.meter));
      out += text;
    }
    if (out.size() > call.meter.limits().output_bytes) break;
  }
  CHECK_OK(call.meter.work(out.size()));
  return Value(std::move(out));
}

Result<Value> splice(const MethodCall& call, Array& items) {
  Array removed;
  if (argument(call.arguments, 0).is_undefined()) return Value(std::move(removed));
  TRY(const std::size_t start, index_argument(call, 0, 0, items.size()));
  std::size_t count = items.size() - start;
  if (!argument(call.arguments, 1).is_undefined()) {
    TRY(const double wanted, to_integer(call.arguments[1], call.meter));
    count = static_cast<std::size_t>(std::clamp(wanted, 0.0, static_cast<double>(count)));
  }
  const auto added = call.arguments.subspan(std::min<std::size_t>(2, call.arguments.size()));
  CHECK_OK(check_storable(call, added));
  const auto from = items.begin() + offset(start);
  removed.assign(from, from + offset(count));
  items.erase(from, from + offset(count));
  items.insert(items.begin() + offset(start), added.begin(), added.end());
  return Value(std::move(removed));
}

Result<Value> pop(const MethodCall& call, Array& items) {
  if (items.empty()) return Value();
  std::size_t at = items.size() - 1;
  if (const Value& given = argument(call.arguments, 0); !given.is_undefined()) {
    TRY(double index, to_integer(given, call.meter));
    if (index < 0) index += static_cast<double>(items.size());
    if (index < 0 || index >= static_cast<double>(items.size())) return Value();
    at = static_cast<std::size_t>(index);
  }
  Value taken = std::move(items[at]);
  items.erase(items.begin() + offset(at));
  return taken;
}

Result<Value> fill(const MethodCall& call, Array& items) {
  CHECK_OK(check_storable(call, call.arguments.subspan(0, 1)));
  TRY(const std::size_t from, index_argument(call, 1, 0, items.size()));
  TRY(const std::size_t to, index_argument(call, 2, infinity, items.size()));
  for (std::size_t i = from; i < to; ++i) items[i] = call.arguments[0];
  return call.receiver;
}

Result<Value> copy_within(const MethodCall& call, Array& items) {
  TRY(const std::size_t target, index_argument(call, 0, 0, items.size()));
  TRY(const std::size_t from, index_argument(call, 1, 0, items.size()));
  TRY(const std::size_t to, index_argument(call, 2, infinity, items.size()));
  const Array copied(items.begin() + offset(from), items.begin() + offset(std::max(from, to)));
  for (std::size_t i = 0; i < copied.size() && target + i < items.size(); ++i) items[target + i] = copied[i];
  return call.receiver;
}

Result<Value> sort(const MethodCall& call, Array& items) {
  struct Keyed {
    std::u16string key;
    Value item;
  };
  std::vector<Keyed> keyed;
  std::size_t undefined = 0;
  for (const Value& item : items) {
    if (item.is_undefined()) {
      ++undefined;
      continue;
    }
    TRY(const std::string key, to_text(item, call.meter));
    keyed.push_back({to_utf16(key), item});
  }
  CHECK_OK(sort_stably(keyed, call.meter, [](const Keyed& a, const Keyed& b) {
    return a.key < b.key ? -1 : b.key < a.key ? 1 : 0;
  }));
  items.clear();
  for (Keyed& entry : keyed) items.push_back(std::move(entry.item));
  items.resize(items.size() + undefined);
  return call.receiver;
}

Result<Value> change(const MethodCall& call, Array& items) {
  const std::string_view name = call.name;
  CHECK_OK(call.meter.step(items.size() / 16));  // moving items is cheap, not free
  if (name == "push" || name == "append" || name == "unshift") {
    CHECK_OK(check_storable(call, call.arguments));
    items.insert(name == "unshift" ? items.begin() : items.end(), call.arguments.begin(), call.arguments.end());
    return Value(items.size());
  }
  if (name == "insert") {
    CHECK_OK(check_storable(call, call.arguments.subspan(1)));
    TRY(const std::size_t at, index_argument(call, 0, 0, items.size()));
    items.insert(items.begin() + offset(at), call.arguments[1]);
    return Value(Array{});
  }
  if (name == "remove") {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const Value& item) { return item.is_same(call.arguments[0]); });
    if (found == items.end()) return Value(Array{});
    Array removed = {*found};
    items.erase(found);
    return Value(std::move(removed));
  }
  if (name == "shift") {
    if (items.empty()) return Value();
    Value first = std::move(items.front());
    items.erase(items.begin());
    return first;
  }
  if (name == "reverse") {
    std::reverse(items.begin(), items.end());
    return call.receiver;
  }
  if (name == "pop") return pop(call, items);
  if (name == "splice") return splice(call, items);
  if (name == "fill") return fill(call, items);
  if (name == "sort") return sort(call, items);
  return copy_within(call, items);
}

}  // namespace

Result<Value> call_array_method(const MethodCall& call) {
  Array& items = (*call.receiver.array_body())->items;
  const std::string_view name = call.name;
  if (is_mutating_method(name)) return change(call, items);
  CHECK_OK(call.meter.step(items.size()));
  if (name == "at") {
    TRY(double index, to_integer(argument(call.arguments, 0), call.meter));
    if (index < 0) index += static_cast<double>(items.size());
    return index >= 0 && index < static_cast<double>(items.size()) ? items[static_cast<std::size_t>(index)] : Value();
  }
  if (name == "concat") {
    Array out = items;
    for (const Value& value : call.arguments) {
      const Array* tail = value.as_array();
      CHECK_OK(call.meter.step(tail ? tail->size() : 1));
      tail ? void(out.insert(out.end(), tail->begin(), tail->end())) : out.push_back(value);
    }
    return Value(std::move(out));
  }
  if (name == "slice") {
    TRY(const std::size_t from, index_argument(call, 0, 0, items.size()));
    TRY(const std::size_t to, index_argument(call, 1, infinity, items.size()));
    return Value(Array(items.begin() + offset(from), items.begin() + offset(std::max(from, to))));
  }
  if (name == "flat") {
    double depth = 1;
    if (const Value& given = argument(call.arguments, 0); !given.is_undefined()) {
      TRY(depth, to_integer(given, call.meter));
    }
    Array out;
    CHECK_OK(flatten(items, depth, out, call.meter, 0));
    return Value(std::move(out));
  }
  if (name == "join") return join(call, items);
  return search(call, items);
}

}  // namespace towpath::tmpl
