#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace towpath::tmpl {

class Value;
class Object;
struct ArrayBody;
struct RegexBody;
struct Callable;

using Array = std::vector<Value>;

/// What a value is. `safe_string` is text that `escape` leaves alone (the result of `safe`, `escape` or a macro);
/// `regex` and `callable` exist only while a template runs and never leave it.
enum class Kind { undefined, null, boolean, number, string, safe_string, array, object, regex, callable };

/// A value as templates see it, with the meaning it has in JavaScript: undefined is not null, numbers are doubles,
/// text is counted in UTF-16 units, arrays and objects are references (copies of a Value share them).
///
/// Immutable from outside; cheap to copy. Thread-safe to share: a template that changes an array (`push`) works on a
/// copy of its context.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) : data_(nullptr) {}
  Value(bool value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(int value) : data_(static_cast<double>(value)) {}
  Value(std::size_t value) : data_(static_cast<double>(value)) {}
  Value(std::string value) : data_(std::make_shared<const std::string>(std::move(value))) {}
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(Array items);
  Value(Object object);
  /// Text that `escape` does not escape again.
  static Value safe(std::string text);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_undefined() const { return kind() == Kind::undefined; }
  /// Undefined or null.
  bool is_nullish() const { return kind() <= Kind::null; }
  /// Plain or safe text.
  bool is_text() const { return kind() == Kind::string || kind() == Kind::safe_string; }

  /// The content when the value is of that kind, else nullptr.
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const double* as_number() const { return std::get_if<double>(&data_); }
  const std::string* as_text() const;
  const Array* as_array() const;
  const Object* as_object() const;

  /// JavaScript's `===`: numbers and text by content (NaN equals nothing), everything else by identity.
  bool is_same(const Value& other) const;

  // For the interpreter.
  explicit Value(std::shared_ptr<RegexBody> regex) : data_(std::move(regex)) {}
  explicit Value(std::shared_ptr<const Callable> callable) : data_(std::move(callable)) {}
  const std::shared_ptr<ArrayBody>* array_body() const { return std::get_if<std::shared_ptr<ArrayBody>>(&data_); }
  RegexBody* as_regex() const;
  const Callable* as_callable() const;
  /// Moves the children into `out` when nobody else holds this array or object. See ArrayBody.
  void release_children(Array& out);

 private:
  // Shared because assignment aliases: `{% set b = a %}` names the same array, and `===` compares identity.
  using Text = std::shared_ptr<const std::string>;
  struct Safe {
    Text text;
  };
  // The order is the order of Kind.
  std::variant<std::monostate, std::nullptr_t, bool, double, Text, Safe, std::shared_ptr<ArrayBody>,
               std::shared_ptr<Object>, std::shared_ptr<RegexBody>, std::shared_ptr<const Callable>>
      data_;
};

/// Named values in JavaScript's order: keys that are array indices first, by number, then the others as inserted.
class Object {
 public:
  using Entry = std::pair<std::string, Value>;
  class Iterator;

  Object() = default;
  Object(std::initializer_list<Entry> entries);
  Object(const Object&) = default;
  Object(Object&&) = default;
  Object& operator=(const Object&) = default;
  Object& operator=(Object&&) = default;
  ~Object();

  /// Adds an entry, or replaces the value of an existing one in place.
  void set(std::string key, Value value);
  /// nullptr when there is no such entry.
  const Value* find(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  std::size_t size() const { return indexed_.size() + named_.size(); }
  bool empty() const { return size() == 0; }
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class Value;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  void take_values(Array& out);

  std::map<std::uint32_t, Entry> indexed_;
  std::vector<Entry> named_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;  // of named_, only when it is large
};

/// Walks the entries in order; invalidated by set().
class Object::Iterator {
 public:
  const Entry& operator*() const { return in_indexed() ? indexed_->second : object_->named_[named_]; }
  Iterator& operator++() {
    in_indexed() ? void(++indexed_) : void(++named_);
    return *this;
  }
  bool operator==(const Iterator& other) const { return indexed_ == other.indexed_ && named_ == other.named_; }

 private:
  friend class Object;
  bool in_indexed() const { return indexed_ != object_->indexed_.end(); }
  const Object* object_;
  std::map<std::uint32_t, Entry>::const_iterator indexed_;
  std::size_t named_;
};

/// The items an array value refers to. The destructor takes nested containers apart one by one, so that a value
/// nested a million deep cannot exhaust the stack.
struct ArrayBody {
  Array items;

  explicit ArrayBody(Array values) : items(std::move(values)) {}
  ArrayBody(const ArrayBody&) = delete;
  ArrayBody& operator=(const ArrayBody&) = delete;
  ~ArrayBody();
};

}  // namespace towpath::tmpl
