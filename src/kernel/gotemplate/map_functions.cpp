// sprig's functions of maps, and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "call.h"
#include "formatting.h"
#include "gotemplate/json.h"
#include "json/json.h"
#include "json_text.h"

namespace towpath::gotemplate {
namespace {

Result<Value> dict(const Call& call) {
  Entries out;
  for (std::size_t i = 0; i < call.size(); i += 2) {
    TRY(std::string key, as_string(call[i], call.meter));
    out.insert_or_assign(std::move(key), i + 1 < call.size() ? call[i + 1] : Value(""));
  }
  return Value(std::move(out));
}

Result<Value> get(const Call& call) {
  TRY(const MapBody* map, call.map(0));
  TRY(const std::string key, call.text(1));
  const auto found = map->entries.find(key);
  return found == map->entries.end() ? Value("") : found->second;
}
Result<Value> set(const Call& call) {
  TRY(MapBody * map, call.map(0));
  TRY(const std::string key, call.text(1));
  CHECK_OK(check_acyclic(call[0], call[2], call.meter));
  map->entries.insert_or_assign(key, call[2]);
  return call[0];
}
Result<Value> unset(const Call& call) {
  TRY(MapBody * map, call.map(0));
  TRY(const std::string key, call.text(1));
  map->entries.erase(key);
  return call[0];
}
Result<Value> has_key(const Call& call) {
  TRY(const MapBody* map, call.map(0));
  TRY(const std::string key, call.text(1));
  return Value(map->entries.contains(key));
}

Result<Value> keys(const Call& call) {
  List out;
  for (std::size_t i = 0; i < call.size(); ++i) {
    TRY(const MapBody* map, call.map(i));
    for (const auto& [key, value] : map->entries) out.emplace_back(key);
  }
  return Value(std::move(out));
}
Result<Value> values(const Call& call) {
  TRY(const MapBody* map, call.map(0));
  List out;
  for (const auto& [key, value] : map->entries) out.push_back(value);
  return Value(std::move(out));
}
Result<Value> pluck(const Call& call) {
  TRY(const std::string key, call.text(0));
  List out;
  for (std::size_t i = 1; i < call.size(); ++i) {
    TRY(const MapBody* map, call.map(i));
    if (const auto found = map->entries.find(key); found != map->entries.end()) out.push_back(found->second);
  }
  return Value(std::move(out));
}
Result<Value> pick(const Call& call) {
  TRY(const MapBody* map, call.map(0));
  Entries out;
  for (std::size_t i = 1; i < call.size(); ++i) {
    TRY(const std::string key, call.text(i));
    if (const auto found = map->entries.find(key); found != map->entries.end()) out.emplace(key, found->second);
  }
  return Value(std::move(out));
}
Result<Value> omit(const Call& call) {
  TRY(const MapBody* map, call.map(0));
  Entries out = map->entries;
  for (std::size_t i = 1; i < call.size(); ++i) {
    TRY(const std::string key, call.text(i));
    out.erase(key);
  }
  return Value(std::move(out));
}

enum class Overwrite { no, yes };

/// Puts the entries of `from` into `into`; maps that both have are merged, too.
Status merge_into(const Call& call, const Value& into, const Value& from, Overwrite overwrite, std::size_t depth = 1) {
  CHECK_OK(call.meter.nested(depth));
  const Entries entries = from.as_map()->entries;  // it may be the same map
  for (const auto& [key, value] : entries) {
    CHECK_OK(call.meter.step());
    MapBody* map = into.as_map();
    const auto found = map->entries.find(key);
    const bool is_there = found != map->entries.end() && !is_empty(found->second);
    if (value.is_nil() && overwrite == Overwrite::no) continue;
    if (is_there && value.as_map() && found->second.as_map()) {
      const Value inner = found->second;
      if (inner.as_map() != value.as_map()) CHECK_OK(merge_into(call, inner, value, overwrite, depth + 1));
      continue;
    }
    if (is_there && overwrite == Overwrite::no) continue;
    CHECK_OK(check_acyclic(into, value, call.meter));
    map->entries.insert_or_assign(key, value);
  }
  return ok();
}

Result<Value> merged(const Call& call, Overwrite overwrite) {
  for (std::size_t i = 0; i < call.size(); ++i) CHECK_OK(call.map(i));
  for (std::size_t i = 1; i < call.size(); ++i) CHECK_OK(merge_into(call, call[0], call[i], overwrite));
  return call[0];
}
Result<Value> merge(const Call& call) { return merged(call, Overwrite::no); }
Result<Value> merge_overwrite(const Call& call) { return merged(call, Overwrite::yes); }

Value copied(const Value& value) {
  if (const List* items = value.as_list()) {
    List out;
    for (const Value& item : *items) out.push_back(copied(item));
    return out;
  }
  if (const MapBody* map = value.as_map(); map && map->record.empty()) {
    Entries out;
    for (const auto& [key, item] : map->entries) out.emplace(key, copied(item));
    return Value::map_of(std::move(out), map->absent);
  }
  return value;
}
Result<Value> deep_copy(const Call& call) {
  CHECK_OK(call.meter.measure(call[0]));
  return copied(call[0]);
}

Result<Value> dig(const Call& call) {
  const std::size_t keys = call.size() - 2;
  Value at = call.last();
  for (std::size_t i = 0; i < keys; ++i) {
    TRY(const std::string key, call.text(i));
    const MapBody* map = at.as_map();
    if (!map || !map->record.empty())
      return render_error(i == 0 ? fmt::format("its last argument has to be a map, not {}", type_name(at))
                                 : fmt::format("what is above '{}' is not a map but {}", key, type_name(at)));
    const auto found = map->entries.find(key);
    if (found == map->entries.end()) return call[keys];
    Value next = found->second;
    at = std::move(next);
  }
  return at;
}

Result<Value> to_json(const Call& call) {
  TRY(std::string out, json_text(call[0], {.escapes_html = true}, call.meter));
  return Value(std::move(out));
}
Result<Value> to_raw_json(const Call& call) {
  TRY(std::string out, json_text(call[0], {}, call.meter));
  return Value(std::move(out));
}
Result<Value> to_pretty_json(const Call& call) {
  TRY(std::string out, json_text(call[0], {.escapes_html = true, .indentation = 2}, call.meter));
  return Value(std::move(out));
}

/// Go reads all numbers of JSON as floating-point.
void make_floating(boost::json::value& json) {
  if (json.is_int64()) json = static_cast<double>(json.get_int64());
  if (auto* items = json.if_array())
    for (auto& item : *items) make_floating(item);
  if (auto* entries = json.if_object())
    for (auto& entry : *entries) make_floating(entry.value());
}
Result<Value> from_json_text(const Call& call) {
  TRY(const std::string text, call.text(0));
  auto parsed = json::parse(text);
  if (!parsed.has_value()) return Value();  // as sprig does; mustFromJson says why
  make_floating(*parsed);
  const Value out = from_json(*parsed);
  CHECK_OK(call.meter.measure(out));
  return out;
}

constexpr std::array functions{Builtin{"dict", 0, -1, dict},
                               Builtin{"get", 2, 2, get},
                               Builtin{"set", 3, 3, set},
                               Builtin{"unset", 2, 2, unset},
                               Builtin{"hasKey", 2, 2, has_key},
                               Builtin{"keys", 0, -1, keys},
                               Builtin{"values", 1, 1, values},
                               Builtin{"pluck", 1, -1, pluck},
                               Builtin{"pick", 1, -1, pick},
                               Builtin{"omit", 1, -1, omit},
                               Builtin{"merge", 1, -1, merge},
                               Builtin{"mergeOverwrite", 1, -1, merge_overwrite},
                               Builtin{"deepCopy", 1, 1, deep_copy},
                               Builtin{"dig", 3, -1, dig},
                               Builtin{"toJson", 1, 1, to_json},
                               Builtin{"toRawJson", 1, 1, to_raw_json},
                               Builtin{"toPrettyJson", 1, 1, to_pretty_json},
                               Builtin{"fromJson", 1, 1, from_json_text}};

}  // namespace

std::span<const Builtin> map_functions() { return functions; }

}  // namespace towpath::gotemplate
