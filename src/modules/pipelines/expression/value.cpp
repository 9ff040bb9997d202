#include "pipelines/value.h"

#include <cmath>
#include <limits>

#include "expression/text.h"

namespace towpath::pipelines {

std::string_view to_string(ValueKind kind) {
  switch (kind) {
    case ValueKind::null:
      return "Null";
    case ValueKind::boolean:
      return "Boolean";
    case ValueKind::number:
      return "Number";
    case ValueKind::string:
      return "String";
    case ValueKind::array:
      return "Array";
    case ValueKind::object:
      return "Object";
  }
  return "";
}

Value::Value(Array array) : data_(std::make_shared<const Array>(std::move(array))) {}
Value::Value(Object object) : data_(std::make_shared<const Object>(std::move(object))) {}

bool Value::is_truthy() const {
  switch (kind()) {
    case ValueKind::null:
      return false;
    case ValueKind::boolean:
      return boolean();
    case ValueKind::number:
      return number() != 0 && !std::isnan(number());
    case ValueKind::string:
      return !string().empty();
    default:
      return true;
  }
}

std::string Value::to_text() const {
  switch (kind()) {
    case ValueKind::null:
      return "";
    case ValueKind::boolean:
      return boolean() ? "true" : "false";
    case ValueKind::number:
      return format_number(number());
    case ValueKind::string:
      return string();
    default:
      return std::string(to_string(kind()));
  }
}

double Value::to_number() const {
  switch (kind()) {
    case ValueKind::null:
      return 0;
    case ValueKind::boolean:
      return boolean() ? 1 : 0;
    case ValueKind::number:
      return number();
    case ValueKind::string:
      return parse_number(string());
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

bool Value::is_same_collection(const Value& other) const {
  if (kind() != other.kind()) return false;
  if (kind() == ValueKind::array) return &array() == &other.array();
  if (kind() == ValueKind::object) return &object() == &other.object();
  return false;
}

std::u16string Object::index_key(std::string_view key) const {
  if (key_case_ == KeyCase::insensitive) return fold_case(key);
  std::u16string bytes;
  for (const unsigned char c : key) bytes += c;
  return bytes;
}

void Object::set(std::string key, Value value) {
  const auto [at, is_new] = index_.try_emplace(index_key(key), entries_.size());
  if (is_new) {
    entries_.emplace_back(std::move(key), std::move(value));
  } else {
    entries_[at->second].second = std::move(value);
  }
}

const Value* Object::find(std::string_view key) const {
  const auto at = index_.find(index_key(key));
  return at == index_.end() ? nullptr : &entries_[at->second].second;
}

namespace {

// -1, 0, 1 when both sides have an order; 2 when they have none (NaN, collections).
constexpr int unordered = 2;

int compare_numbers(double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return unordered;
  return left < right ? -1 : left > right ? 1 : 0;
}

// In comparisons, not in keys or searches, sharp s is SS, as in the official library.
std::u16string comparable(std::string_view text) {
  std::u16string folded = fold_case(text);
  for (std::size_t at = folded.find(u'\u00DF'); at != std::u16string::npos; at = folded.find(u'\u00DF', at)) {
    folded.replace(at, 1, u"SS");
  }
  return folded;
}

int compare(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return compare_numbers(left.to_number(), right.to_number());
  switch (left.kind()) {
    case ValueKind::null:
      return 0;
    case ValueKind::boolean:
      return static_cast<int>(left.boolean()) - static_cast<int>(right.boolean());
    case ValueKind::number:
      return compare_numbers(left.number(), right.number());
    case ValueKind::string: {
      const int order = comparable(left.string()).compare(comparable(right.string()));
      return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    default:
      return left.is_same_collection(right) ? 0 : unordered;
  }
}

}  // namespace

bool loosely_equal(const Value& left, const Value& right) { return compare(left, right) == 0; }
bool loosely_less(const Value& left, const Value& right) { return compare(left, right) == -1; }
bool loosely_greater(const Value& left, const Value& right) { return compare(left, right) == 1; }

}  // namespace towpath::pipelines
