#include "template/value.h"

#include <charconv>
#include <optional>

namespace towpath::tmpl {

namespace {

constexpr std::size_t hashed_from = 16;  // entries; below, a scan is faster than a hash

// ECMAScript's "array index": the canonical decimal text of 0 .. 2^32-2.
std::optional<std::uint32_t> array_index(std::string_view key) {
  if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1)) return std::nullopt;
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc() || end != key.data() + key.size() || index >= 0xFFFFFFFF) return std::nullopt;
  return static_cast<std::uint32_t>(index);
}

bool is_container(const Value& value) { return value.kind() == Kind::array || value.kind() == Kind::object; }

// Releases containers by a work list instead of by recursion.
void destroy_one_by_one(Array pending) {
  while (!pending.empty()) {
    Value value = std::move(pending.back());
    pending.pop_back();
    value.release_children(pending);
  }
}

}  // namespace

Value::Value(Array items) : data_(std::make_shared<ArrayBody>(std::move(items))) {}
Value::Value(Object object) : data_(std::make_shared<Object>(std::move(object))) {}

Value Value::safe(std::string text) {
  Value value;
  value.data_ = Safe{std::make_shared<const std::string>(std::move(text))};
  return value;
}

const std::string* Value::as_text() const {
  if (const auto* text = std::get_if<Text>(&data_)) return text->get();
  if (const auto* safe = std::get_if<Safe>(&data_)) return safe->text.get();
  return nullptr;
}

const Array* Value::as_array() const {
  const auto* body = array_body();
  return body ? &(*body)->items : nullptr;
}

const Object* Value::as_object() const {
  const auto* object = std::get_if<std::shared_ptr<Object>>(&data_);
  return object ? object->get() : nullptr;
}

RegexBody* Value::as_regex() const {
  const auto* regex = std::get_if<std::shared_ptr<RegexBody>>(&data_);
  return regex ? regex->get() : nullptr;
}

const Callable* Value::as_callable() const {
  const auto* callable = std::get_if<std::shared_ptr<const Callable>>(&data_);
  return callable ? callable->get() : nullptr;
}

bool Value::is_same(const Value& other) const {
  if (kind() != other.kind()) return false;
  switch (kind()) {
    case Kind::undefined:
    case Kind::null:
      return true;
    case Kind::boolean:
      return *as_bool() == *other.as_bool();
    case Kind::number:
      return *as_number() == *other.as_number();
    case Kind::string:
      return *as_text() == *other.as_text();
    case Kind::safe_string:
      return as_text() == other.as_text();
    case Kind::array:
      return as_array() == other.as_array();
    case Kind::object:
      return as_object() == other.as_object();
    case Kind::regex:
      return as_regex() == other.as_regex();
    case Kind::callable:
      return as_callable() == other.as_callable();
  }
  return false;
}

void Value::release_children(Array& out) {
  if (auto* body = std::get_if<std::shared_ptr<ArrayBody>>(&data_); body && body->use_count() == 1) {
    for (Value& item : (*body)->items)
      if (is_container(item)) out.push_back(std::move(item));
    (*body)->items.clear();
  } else if (auto* object = std::get_if<std::shared_ptr<Object>>(&data_); object && object->use_count() == 1) {
    (*object)->take_values(out);
  }
}

ArrayBody::~ArrayBody() {
  Array nested;
  for (Value& item : items)
    if (is_container(item)) nested.push_back(std::move(item));
  destroy_one_by_one(std::move(nested));
}

Object::Object(std::initializer_list<Entry> entries) {
  for (const Entry& entry : entries) set(entry.first, entry.second);
}

Object::~Object() {
  Array values;
  take_values(values);
  destroy_one_by_one(std::move(values));
}

void Object::take_values(Array& out) {
  for (auto& [index, entry] : indexed_)
    if (is_container(entry.second)) out.push_back(std::move(entry.second));
  for (Entry& entry : named_)
    if (is_container(entry.second)) out.push_back(std::move(entry.second));
}

void Object::set(std::string key, Value value) {
  if (const Value* existing = find(key)) {
    const_cast<Value&>(*existing) = std::move(value);
    return;
  }
  if (const auto index = array_index(key)) {
    indexed_.emplace(*index, Entry(std::move(key), std::move(value)));
    return;
  }
  named_.emplace_back(std::move(key), std::move(value));
  if (named_.size() < hashed_from) return;
  for (std::size_t i = places_.size(); i < named_.size(); ++i)
    places_.emplace(named_[i].first, static_cast<std::uint32_t>(i));
}

const Value* Object::find(std::string_view key) const {
  if (!indexed_.empty()) {
    if (const auto index = array_index(key)) {
      const auto place = indexed_.find(*index);
      return place == indexed_.end() ? nullptr : &place->second.second;
    }
  }
  if (!places_.empty()) {
    const auto place = places_.find(key);
    return place == places_.end() ? nullptr : &named_[place->second].second;
  }
  for (const Entry& entry : named_)
    if (entry.first == key) return &entry.second;
  return nullptr;
}

Object::Iterator Object::begin() const {
  Iterator iterator;
  iterator.object_ = this;
  iterator.indexed_ = indexed_.begin();
  iterator.named_ = 0;
  return iterator;
}

Object::Iterator Object::end() const {
  Iterator iterator;
  iterator.object_ = this;
  iterator.indexed_ = indexed_.end();
  iterator.named_ = named_.size();
  return iterator;
}

}  // namespace towpath::tmpl
