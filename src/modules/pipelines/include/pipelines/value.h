#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace towpath::pipelines {

class Object;
struct Array;

enum class ValueKind { null, boolean, number, string, array, object };

/// "Null", "Boolean", "Number", "String", "Array", "Object": the spelling of the workflow language.
std::string_view to_string(ValueKind kind);

/// A value of the workflow expression language. Immutable; copies of an array or object are the same array or object,
/// because the language compares them by identity.
class Value {
 public:
  Value() = default;  ///< null
  template <std::same_as<bool> T>
  Value(T boolean) : data_(boolean) {}
  Value(double number) : data_(number) {}
  Value(int number) : data_(static_cast<double>(number)) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(Array array);
  Value(Object object);

  ValueKind kind() const { return static_cast<ValueKind>(data_.index()); }
  bool is_null() const { return kind() == ValueKind::null; }
  /// Null, boolean, number or string.
  bool is_primitive() const { return kind() < ValueKind::array; }

  bool boolean() const { return std::get<bool>(data_); }
  double number() const { return std::get<double>(data_); }
  const std::string& string() const { return std::get<std::string>(data_); }
  const Array& array() const { return *std::get<std::shared_ptr<const Array>>(data_); }
  const Object& object() const { return *std::get<std::shared_ptr<const Object>>(data_); }

  /// False for null, false, 0, NaN and the empty string.
  bool is_truthy() const;
  /// The text form: "" for null, "Array" and "Object" for collections, at most 15 significant digits for numbers.
  std::string to_text() const;
  /// The number form: 0 for null and blank text, NaN for collections and text that is no number.
  double to_number() const;

  /// Same array or same object, not equal content. False for primitives.
  bool is_same_collection(const Value& other) const;

 private:
  // shared: values are copied freely during an evaluation, and identity is part of the language.
  std::variant<std::monostate, bool, double, std::string, std::shared_ptr<const Array>, std::shared_ptr<const Object>>
      data_;
};

struct Array {
  std::vector<Value> items;
  bool filtered = false;  ///< Made by `.*`: a further `.name` maps over the items.
};

enum class KeyCase { insensitive, sensitive };

/// Keys in the order of their first setting. Keys are equal whatever their case, except in the `env` context.
class Object {
 public:
  Object() = default;
  explicit Object(KeyCase key_case) : key_case_(key_case) {}
  /// A key that is equal to an earlier one replaces its value and keeps the earlier spelling.
  void set(std::string key, Value value);
  const Value* find(std::string_view key) const;
  const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

 private:
  std::u16string index_key(std::string_view key) const;

  KeyCase key_case_ = KeyCase::insensitive;
  std::vector<std::pair<std::string, Value>> entries_;
  std::unordered_map<std::u16string, std::size_t> index_;
};

/// `==` of the language: mixed kinds become numbers, text compares without case, collections by identity.
bool loosely_equal(const Value& left, const Value& right);

/// `<` and `>` of the language; false whenever a side is not a number after conversion.
bool loosely_less(const Value& left, const Value& right);
bool loosely_greater(const Value& left, const Value& right);

/// JSON text of the value, indented by two spaces; NaN and infinities become null.
std::string to_json(const Value& value);

/// Strict JSON (RFC 8259), nested at most 128 deep. A repeated key keeps its last value.
/// Errors: pipelines.invalid_json.
Result<Value> value_from_json(std::string_view text);

}  // namespace towpath::pipelines
