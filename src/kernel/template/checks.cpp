#include "checks.h"

#include <array>
#include <cmath>

#include "base/strings.h"
#include "coerce.h"
#include "methods.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

using Arguments = std::span<const Value>;
using Check = Result<bool> (*)(const Value& value, const Value& other, Meter& meter);

Result<bool> remainder_is(const Value& value, const Value& divisor, double wanted, Meter& meter) {
  TRY(const double number, to_number(value, meter));
  TRY(const double by, to_number(divisor, meter));
  return std::fmod(number, by) == wanted;
}

Result<bool> ordered(const Value& value, const Value& other, Order one, Order another, Meter& meter) {
  TRY(const Order order, compare(value, other, meter));
  return order == one || order == another;
}

Result<bool> has_case(const Value& value, std::string (*change)(std::string_view)) {
  if (value.kind() == Kind::safe_string) return false;
  if (!value.as_text()) return render_error("needs a text, not " + std::string(kind_name(value)));
  return change(*value.as_text()) == *value.as_text();
}

Result<bool> is_iterable(const Value& value) {
  if (value.is_nullish()) return render_error("needs a value, not " + std::string(kind_name(value)));
  return value.is_text() || value.as_array() != nullptr;
}

struct Entry {
  std::string_view name;
  std::size_t arguments;
  Check check;
};

using V = const Value&;
constexpr std::array<Entry, 26> table = {{
    {"callable", 0, [](V v, V, Meter&) -> Result<bool> { return v.as_callable() != nullptr; }},
    {"defined", 0, [](V v, V, Meter&) -> Result<bool> { return !v.is_undefined(); }},
    {"divisibleby", 1, [](V v, V other, Meter& m) -> Result<bool> { return remainder_is(v, other, 0, m); }},
    {"eq", 1, [](V v, V other, Meter&) -> Result<bool> { return v.is_same(other); }},
    {"equalto", 1, [](V v, V other, Meter&) -> Result<bool> { return v.is_same(other); }},
    {"escaped", 0, [](V v, V, Meter&) -> Result<bool> { return v.kind() == Kind::safe_string; }},
    {"even", 0, [](V v, V, Meter& m) -> Result<bool> { return remainder_is(v, Value(2), 0, m); }},
    {"falsy", 0, [](V v, V, Meter&) -> Result<bool> { return !truthy(v); }},
    {"ge", 1,
     [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::greater, Order::equal, m); }},
    {"greaterthan", 1,
     [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::greater, Order::greater, m); }},
    {"gt", 1,
     [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::greater, Order::greater, m); }},
    {"iterable", 0, [](V v, V, Meter&) -> Result<bool> { return is_iterable(v); }},
    {"le", 1, [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::less, Order::equal, m); }},
    {"lessthan", 1,
     [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::less, Order::less, m); }},
    {"lower", 0, [](V v, V, Meter&) -> Result<bool> { return has_case(v, lower_case); }},
    {"lt", 1, [](V v, V other, Meter& m) -> Result<bool> { return ordered(v, other, Order::less, Order::less, m); }},
    {"mapping", 0,
     [](V v, V, Meter&) -> Result<bool> { return v.as_object() || v.as_regex() || v.kind() == Kind::safe_string; }},
    {"ne", 1, [](V v, V other, Meter&) -> Result<bool> { return !v.is_same(other); }},
    {"null", 0, [](V v, V, Meter&) -> Result<bool> { return v.kind() == Kind::null; }},
    {"number", 0, [](V v, V, Meter&) -> Result<bool> { return v.as_number() != nullptr; }},
    {"odd", 0, [](V v, V, Meter& m) -> Result<bool> { return remainder_is(v, Value(2), 1, m); }},
    {"sameas", 1, [](V v, V other, Meter&) -> Result<bool> { return v.is_same(other); }},
    {"string", 0, [](V v, V, Meter&) -> Result<bool> { return v.kind() == Kind::string; }},
    {"truthy", 0, [](V v, V, Meter&) -> Result<bool> { return truthy(v); }},
    {"undefined", 0, [](V v, V, Meter&) -> Result<bool> { return v.is_undefined(); }},
    {"upper", 0, [](V v, V, Meter&) -> Result<bool> { return has_case(v, upper_case); }},
}};

const Entry* find_entry(std::string_view name) {
  for (const Entry& entry : table)
    if (entry.name == name) return &entry;
  return nullptr;
}

}  // namespace

Status find_check(std::string_view name, std::size_t arguments) {
  const Entry* entry = find_entry(name);
  if (!entry) {
    Error error = render_error("unknown test '" + std::string(name) + "' after 'is'");
    std::vector<std::string> names;
    for (const Entry& known : table) names.emplace_back(known.name);
    const auto near = nearest(name, names);
    return near ? std::move(error).with_hint("Did you mean '" + *near + "'?")
                : std::move(error).with_hint("Known tests: " + join(names, ", ") + ".");
  }
  if (arguments != entry->arguments)
    return render_error("the test '" + std::string(name) + "' takes " +
                        (entry->arguments == 0 ? "no argument" : "one argument"));
  return ok();
}

Result<bool> run_check(std::string_view name, const Value& value, Arguments arguments, Meter& meter) {
  CHECK_OK(meter.step());
  const bool judges_functions =
      name == "callable" || name == "eq" || name == "equalto" || name == "sameas" || name == "ne";
  if (value.as_callable() && !judges_functions) return render_error("cannot judge a function; call it with ()");
  return find_entry(name)->check(value, argument(arguments, 0), meter);
}

}  // namespace towpath::tmpl
