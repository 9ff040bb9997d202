#include "call.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/strings.h"
#include "formatting.h"

namespace towpath::gotemplate {

Error Call::wrong_type(std::size_t i, std::string_view expected) const {
  const Value& value = arguments[i];
  if (value.is_nil())
    return render_error(fmt::format("argument {} of {} has no value; expected {}", i + 1, name, expected));
  return render_error(
      fmt::format("wrong type for argument {} of {}; expected {}; got {}", i + 1, name, expected, type_name(value)));
}

Result<std::string> Call::text(std::size_t i) const {
  const std::string* text = arguments[i].as_text();
  if (!text) return wrong_type(i, "string");
  CHECK_OK(meter.work(text->size()));
  return *text;
}

Result<std::int64_t> Call::integer(std::size_t i) const {
  if (const auto* number = arguments[i].as_integer()) return *number;
  if (const auto* number = arguments[i].as_number();
      number && std::trunc(*number) == *number && std::fabs(*number) < 1e15)
    return static_cast<std::int64_t>(*number);
  return wrong_type(i, "int");
}

Result<MapBody*> Call::map(std::size_t i) const {
  MapBody* map = arguments[i].as_map();
  if (!map || !map->record.empty()) return wrong_type(i, "map[string]interface {}");
  CHECK_OK(meter.step(map->entries.size()));
  return map;
}

Result<const List*> Call::list(std::size_t i) const {
  const List* list = arguments[i].as_list();
  if (!list) return wrong_type(i, "[]interface {}");
  CHECK_OK(meter.step(list->size()));
  return list;
}

bool is_true(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
    case Kind::null:
      return false;
    case Kind::boolean:
      return *value.as_bool();
    case Kind::integer:
      return *value.as_integer() != 0;
    case Kind::number:
      return *value.as_number() != 0;
    case Kind::string:
      return !value.as_text()->empty();
    case Kind::list:
      return !value.as_list()->empty();
    case Kind::map:
      return !value.as_map()->record.empty() || !value.as_map()->entries.empty();
  }
  return false;
}

bool is_empty(const Value& value) { return !is_true(value); }

Result<std::string> as_string(const Value& value, Meter& meter) {
  if (const std::string* text = value.as_text()) {
    CHECK_OK(meter.work(text->size()));
    return *text;
  }
  return text_of(value, meter);
}

std::int64_t as_int64(const Value& value) {
  if (const bool* truth = value.as_bool()) return *truth ? 1 : 0;
  if (const auto* number = value.as_integer()) return *number;
  if (const auto* number = value.as_number()) {
    if (!(std::fabs(*number) < 9.2e18)) return std::numeric_limits<std::int64_t>::min();  // as amd64 converts it
    return static_cast<std::int64_t>(*number);
  }
  const std::string* text = value.as_text();
  if (!text) return 0;
  // cast.ToInt64: the base is what the prefix says, ".0" at the end is dropped, 0 for anything else.
  std::string_view digits = *text;
  if (const auto point = digits.find('.'); point != std::string_view::npos && point + 1 < digits.size() &&
                                           digits.find_first_not_of('0', point + 1) == std::string_view::npos)
    digits = digits.substr(0, point);
  const bool is_negative = digits.starts_with('-');
  if (is_negative || digits.starts_with('+')) digits.remove_prefix(1);
  int base = 10;
  if (digits.size() > 1 && digits.front() == '0') {
    const char kind = static_cast<char>(digits[1] | 0x20);
    base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
    digits.remove_prefix(kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 1);
  }
  std::uint64_t size = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size, base);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return 0;
  if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return 0;
  return is_negative ? -static_cast<std::int64_t>(size) : static_cast<std::int64_t>(size);
}

double as_float64(const Value& value) {
  if (const auto* number = value.as_number()) return *number;
  const std::string* text = value.as_text();
  if (!text) return static_cast<double>(as_int64(value));
  if (text->empty() || text->front() == ' ' || text->front() == '\t') return 0;
  char* end = nullptr;
  const double number = std::strtod(text->c_str(), &end);
  return *end == '\0' ? number : 0;
}

Result<bool> is_deep_equal(const Value& a, const Value& b, Meter& meter, std::size_t depth) {
  CHECK_OK(meter.step());
  CHECK_OK(meter.nested(depth));
  if (a.is_nil() || b.is_nil()) return a.is_nil() && b.is_nil();
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::boolean:
      return *a.as_bool() == *b.as_bool();
    case Kind::integer:
      return *a.as_integer() == *b.as_integer();
    case Kind::number:
      return *a.as_number() == *b.as_number();
    case Kind::string:
      CHECK_OK(meter.work(a.as_text()->size()));
      return *a.as_text() == *b.as_text();
    case Kind::list: {
      const List &one = *a.as_list(), &two = *b.as_list();
      if (one.size() != two.size()) return false;
      for (std::size_t i = 0; i < one.size(); ++i) {
        TRY(const bool same, is_deep_equal(one[i], two[i], meter, depth + 1));
        if (!same) return false;
      }
      return true;
    }
    case Kind::map: {
      const Entries &one = a.as_map()->entries, &two = b.as_map()->entries;
      if (one.size() != two.size() || a.as_map()->record != b.as_map()->record) return false;
      for (auto i = one.begin(), j = two.begin(); i != one.end(); ++i, ++j) {
        if (i->first != j->first) return false;
        TRY(const bool same, is_deep_equal(i->second, j->second, meter, depth + 1));
        if (!same) return false;
      }
      return true;
    }
    case Kind::none:
    case Kind::null:
      break;
  }
  return true;
}

Status check_acyclic(const Value& into, const Value& added, Meter& meter) {
  // A tree that is walked before anything is added to it is finite; whether `into` is in it shows there.
  List pending{added};
  while (!pending.empty()) {
    const Value value = std::move(pending.back());
    pending.pop_back();
    CHECK_OK(meter.step());
    if (const List* list = value.as_list()) pending.insert(pending.end(), list->begin(), list->end());
    if (MapBody* map = value.as_map()) {
      if (map == into.as_map()) return render_error("a map would contain itself");
      for (const auto& [key, item] : map->entries) pending.push_back(item);
    }
    CHECK_OK(meter.step(pending.size() / 64));  // what waits costs, too
  }
  return ok();
}

const Builtin* find_builtin(std::string_view name) {
  static const std::map<std::string_view, Builtin> all = [] {
    std::map<std::string_view, Builtin> out;
    for (const auto functions : {language_functions(), text_functions(), list_functions(), map_functions(),
                                 number_functions(), value_functions(), random_functions()})
      for (const Builtin& each : functions) out.emplace(each.name, each);
    return out;
  }();
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

std::vector<std::string> function_names() {
  std::vector<std::string> out;
  for (const auto functions : {language_functions(), text_functions(), list_functions(), map_functions(),
                               number_functions(), value_functions(), random_functions()})
    for (const Builtin& each : functions) out.emplace_back(each.name);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace towpath::gotemplate
