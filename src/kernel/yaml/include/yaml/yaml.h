#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::yaml {

/// A place in the source text: line and column from 1, columns counted in characters, not bytes.
struct Position {
  int line = 1;
  int column = 1;
  bool operator==(const Position&) const = default;
};

enum class Kind { null, boolean, integer, number, string, sequence, mapping };

/// The kind as a user reads it: "null", "boolean", "integer", "number", "string", "list", "mapping".
std::string_view to_string(Kind kind);

struct Entry;

/// One value of a document, with its place. A plain value: copying copies the tree below it.
///
/// Scalars follow the YAML 1.2 core schema: `yes`, `on` and dates are strings, `010` is 10, `0o10` is 8, `1e3` is a
/// number. Integers that do not fit 64 bits are numbers, as in JavaScript. Keys of a mapping are unique and in the
/// order of the source; a key that is not a string is turned into text (`80: x` has the key "80").
class Node {
 public:
  using Value =
      std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<Node>, std::vector<Entry>>;

  Node();
  Node(Position at, Value value);

  Kind kind() const { return static_cast<Kind>(value_.index()); }
  Position at() const { return at_; }
  const Value& value() const { return value_; }

  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() < Kind::sequence; }
  bool is_sequence() const { return kind() == Kind::sequence; }
  bool is_mapping() const { return kind() == Kind::mapping; }

  /// The value when it has that kind; number() also answers for an integer.
  std::optional<bool> boolean() const;
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  const std::string* string() const { return std::get_if<std::string>(&value_); }

  /// The items of a sequence, the entries of a mapping; empty for every other kind.
  const std::vector<Node>& items() const;
  const std::vector<Entry>& entries() const;

  /// The value, or the whole entry, of a key; nullptr when this is not a mapping or has no such key.
  const Node* find(std::string_view key) const;
  const Entry* find_entry(std::string_view key) const;

  /// A scalar as text: strings as they are, null as "", numbers in their shortest form ("1.10" reads back as "1.1").
  /// Collections give "".
  std::string text() const;

 private:
  Position at_;
  Value value_;
};

/// A key with its place and its value.
struct Entry {
  std::string key;
  Position key_at;
  Node value;
};

// Here, because a list of entries can only be made and destroyed where Entry is known.
inline Node::Node() = default;
inline Node::Node(Position at, Value value) : at_(at), value_(std::move(value)) {}

/// One document of a stream.
struct Document {
  Node root;
  bool is_empty = false;  ///< Nothing was written between the markers; `null` and `~` are not empty.
};

/// What a text may cost. Aliases count as if what they name were written out.
struct Limits {
  std::size_t bytes = 4 << 20;  ///< Of the source; also the most text that aliases may add.
  std::size_t nodes = 200'000;  ///< In all documents together.
  std::size_t depth = 64;       ///< Of nested collections, at most 64.
};

/// Reads every document of a stream; a stream without any document (nothing or comments only) gives an empty list.
/// UTF-8 with or without a byte order mark, any line ends; JSON is accepted as YAML. Merge keys (`<<`) are ordinary
/// keys, unknown tags are ignored for collections and make a scalar a string, `%YAML 1.1` does not change the rules.
/// `file_name` only appears in messages ("file:line:column: what is wrong").
/// Errors: yaml.invalid (syntax, duplicate key, unknown alias), yaml.too_large (one of the limits).
Result<std::vector<Document>> parse(std::string_view text, std::string_view file_name, const Limits& limits = {});

/// Reads a text that holds at most one document; no document at all is a null root.
/// Errors: as parse(), and yaml.invalid for a second document.
Result<Node> parse_one(std::string_view text, std::string_view file_name, const Limits& limits = {});

/// The node a JSON Pointer (RFC 6901) names, nullptr when there is none. "" is `root` itself.
const Node* at_pointer(const Node& root, std::string_view pointer);

/// Where to show a problem with what `pointer` names: the key of a mapping entry, the item of a sequence, or, when it
/// is absent, the nearest enclosing value that exists.
Position position_of(const Node& root, std::string_view pointer);

/// Where a place inside a text that `pointer` names stands in `source`, the text `root` was read from. `inner` counts
/// from 1 within the value, for example of an expression. The value's own place where it is folded or escaped.
Position position_within(std::string_view source, const Node& root, std::string_view pointer, Position inner);

/// The tree as JSON. Numbers without a fraction become integers (1.0 is 1); infinities and NaN become null.
boost::json::value to_json(const Node& node);

/// JSON as a block-style YAML document that ends with a line break. Strings are quoted only where another reader could
/// take them for something else (also by YAML 1.1 rules); text of several lines becomes a literal block. Reading the
/// result back gives the same value.
std::string write(const boost::json::value& value);

}  // namespace towpath::yaml
