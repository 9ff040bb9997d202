#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace towpath::gotemplate {

class Value;
struct ListBody;
struct MapBody;

using List = std::vector<Value>;
using Entries = std::map<std::string, Value, std::less<>>;

/// What a value is. `none` is what a pipeline without a value has ("<no value>"), `null` a nil that stands in a map or
/// list; the difference shows only when a field of it is asked for.
enum class Kind { none, null, boolean, integer, number, string, list, map };

/// A value as templates see it, with the meaning it has in Go: text is bytes, lists and maps are references (a copy of
/// a Value shares them), maps are in the order of their keys.
///
/// Cheap to copy. Not thread-safe to share between renders: a template that calls `set` changes the map it was given.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) : data_(nullptr) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(std::string value) : data_(std::make_shared<const std::string>(std::move(value))) {}
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(List items);
  Value(Entries entries);
  /// A struct of Go: always true, and a field that it does not have is an error that names `type`.
  static Value record(std::string type, Entries fields);
  /// A map of Go whose values are structs: `index` answers `absent` for a key that is not there.
  static Value map_of(Entries entries, Value absent);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  /// No value, or nil.
  bool is_nil() const { return kind() <= Kind::null; }

  /// The content when the value is of that kind, else nullptr.
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_number() const { return std::get_if<double>(&data_); }
  const std::string* as_text() const;
  const List* as_list() const;
  MapBody* as_map() const;

  // For the interpreter.
  /// Moves the children into `out` when nobody else holds this list or map. See MapBody.
  void release_children(List& out);

 private:
  // Shared because assignment aliases: `{{ $b := $a }}` names the same map. The order is the order of Kind.
  std::variant<std::monostate, std::nullptr_t, bool, std::int64_t, double, std::shared_ptr<const std::string>,
               std::shared_ptr<const ListBody>, std::shared_ptr<MapBody>>
      data_;
};

/// The entries a map value refers to. The destructor takes nested containers apart one by one, so that a value nested
/// a million deep cannot exhaust the stack.
struct MapBody {
  Entries entries;
  std::string record;  ///< Name of the type of a struct; "" for a map.
  Value absent;        ///< What `index` answers for a key that is not there.

  explicit MapBody(Entries values) : entries(std::move(values)) {}
  MapBody(const MapBody&) = delete;
  MapBody& operator=(const MapBody&) = delete;
  ~MapBody();
};

/// The items a list value refers to; taken apart as a MapBody is.
struct ListBody {
  List items;

  explicit ListBody(List values) : items(std::move(values)) {}
  ListBody(const ListBody&) = delete;
  ListBody& operator=(const ListBody&) = delete;
  ~ListBody();
};

}  // namespace towpath::gotemplate
