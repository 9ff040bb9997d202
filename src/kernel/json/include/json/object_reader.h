#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::json {

/// Reads the fields of a request body one by one and collects every problem, so that the caller is told all of them
/// at once. A field that is null counts as absent. Reads after a problem give an empty value, so a handler reads
/// everything first and asks finish() before it uses anything:
///
///     TRY(auto body, json::ObjectReader::parse(request.body));
///     NewToken token{.name = body.required_string("name"), .days = body.optional_integer("days")};
///     CHECK_OK(body.finish());
///
/// Fields that were never asked for are unknown and therefore a problem. One thread.
class ObjectReader {
 public:
  /// Over the text of a body. Errors: json.invalid, json.too_large; json.invalid_body when it is not an object.
  static Result<ObjectReader> parse(std::string_view text);

  /// Over a value that lives longer than the reader. A value that is not an object is a problem finish() reports.
  explicit ObjectReader(const boost::json::value& value);

  std::string required_string(std::string_view key);
  std::optional<std::string> optional_string(std::string_view key);
  std::int64_t required_integer(std::string_view key);
  std::optional<std::int64_t> optional_integer(std::string_view key);
  bool required_boolean(std::string_view key);
  std::optional<bool> optional_boolean(std::string_view key);

  /// Lists: absent gives an empty list where the field is optional.
  std::vector<std::string> required_strings(std::string_view key);
  std::vector<std::string> optional_strings(std::string_view key);
  std::vector<ObjectReader> optional_objects(std::string_view key);

  /// An object inside; its problems and unknown fields are reported by finish() of the outermost reader.
  ObjectReader required_object(std::string_view key);
  std::optional<ObjectReader> optional_object(std::string_view key);

  /// A field of any type, nullptr when absent or null. It lives as long as the reader or the value the reader is over.
  const boost::json::value* optional_value(std::string_view key);

  /// The keys of this object in their order, all counted as known: for maps such as labels.
  std::vector<std::string> keys();

  /// Adds a problem the caller found with a field.
  void problem(std::string_view key, std::string message);

  /// All problems of the outermost object and everything read below it, as one error with a field per problem.
  /// Errors: `code`.
  Status finish(std::string_view code = "json.invalid_body");

 private:
  struct Body;
  struct Object;
  ObjectReader(std::shared_ptr<Body> body, const boost::json::value* value, std::string pointer);
  std::string pointer_to(std::string_view key) const;
  const boost::json::value* find(std::string_view key);
  template <class T>
  T required(std::string_view key, std::optional<T> value);

  std::shared_ptr<Body>
      body_;        ///< Shared: readers of inner objects keep the parsed text and the list of problems alive.
  Object* object_;  ///< In body_.
};

}  // namespace towpath::json
