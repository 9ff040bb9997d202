#include "gotemplate/value.h"

#include <boost/json.hpp>
#include <utility>

#include "gotemplate/json.h"

namespace towpath::gotemplate {
namespace {

void take_apart(List pending) {
  while (!pending.empty()) {
    Value value = std::move(pending.back());
    pending.pop_back();
    value.release_children(pending);
  }
}

void move_children(Entries& entries, List& out) {
  for (auto& [key, value] : entries)
    if (value.kind() >= Kind::list) out.push_back(std::move(value));
  entries.clear();
}

void move_children(List& items, List& out) {
  for (Value& value : items)
    if (value.kind() >= Kind::list) out.push_back(std::move(value));
  items.clear();
}

}  // namespace

Value::Value(List items) : data_(std::make_shared<const ListBody>(std::move(items))) {}
Value::Value(Entries entries) : data_(std::make_shared<MapBody>(std::move(entries))) {}

Value Value::record(std::string type, Entries fields) {
  Value out(std::move(fields));
  out.as_map()->record = std::move(type);
  return out;
}

Value Value::map_of(Entries entries, Value absent) {
  Value out(std::move(entries));
  out.as_map()->absent = std::move(absent);
  return out;
}

const std::string* Value::as_text() const {
  const auto* text = std::get_if<std::shared_ptr<const std::string>>(&data_);
  return text ? text->get() : nullptr;
}

const List* Value::as_list() const {
  const auto* list = std::get_if<std::shared_ptr<const ListBody>>(&data_);
  return list ? &(*list)->items : nullptr;
}

MapBody* Value::as_map() const {
  const auto* map = std::get_if<std::shared_ptr<MapBody>>(&data_);
  return map ? map->get() : nullptr;
}

void Value::release_children(List& out) {
  if (auto* list = std::get_if<std::shared_ptr<const ListBody>>(&data_); list && list->use_count() == 1)
    move_children(const_cast<ListBody&>(**list).items, out);  // nobody else can see it any more
  if (auto* map = std::get_if<std::shared_ptr<MapBody>>(&data_); map && map->use_count() == 1)
    move_children((*map)->entries, out);
}

MapBody::~MapBody() {
  List children;
  move_children(entries, children);
  take_apart(std::move(children));
}

ListBody::~ListBody() {
  List children;
  move_children(items, children);
  take_apart(std::move(children));
}

Value from_json(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return nullptr;
    case boost::json::kind::bool_:
      return json.get_bool();
    case boost::json::kind::int64:
      return json.get_int64();
    case boost::json::kind::uint64:
      return static_cast<double>(json.get_uint64());  // beyond what int holds
    case boost::json::kind::double_:
      return json.get_double();
    case boost::json::kind::string:
      return std::string_view(json.get_string());
    case boost::json::kind::array: {
      List items;
      for (const auto& item : json.get_array()) items.push_back(from_json(item));
      return items;
    }
    case boost::json::kind::object: {
      Entries entries;
      for (const auto& [key, value] : json.get_object()) entries.emplace(key, from_json(value));
      return entries;
    }
  }
  return {};
}

}  // namespace towpath::gotemplate
