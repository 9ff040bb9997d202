#include "json/object_reader.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <deque>
#include <utility>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::json {

namespace bj = boost::json;

/// One object of the body: where it is and which of its keys the handler asked for.
struct ObjectReader::Object {
  const bj::object* fields = nullptr;  ///< nullptr when the value was absent or of another type.
  std::string pointer;
  std::vector<std::string> known;
};

struct ObjectReader::Body {
  bj::value owned;             ///< The parsed text, when there was one.
  std::deque<Object> objects;  ///< A deque: readers point into it while it grows.
  std::vector<FieldError> problems;
};

namespace {

std::string_view kind_name(const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      return "null";
    case bj::kind::bool_:
      return "a boolean";
    case bj::kind::int64:
    case bj::kind::uint64:
    case bj::kind::double_:
      return "a number";
    case bj::kind::string:
      return "a string";
    case bj::kind::array:
      return "a list";
    case bj::kind::object:
      return "an object";
  }
  return "null";
}

std::optional<std::int64_t> integer_of(const bj::value& value) {
  if (value.is_int64()) return value.get_int64();
  // 3.0 is an integer in JSON; above 2^53 a double no longer names one.
  constexpr double exact = 9007199254740992.0;
  if (value.is_double() && std::fabs(value.get_double()) <= exact &&
      value.get_double() == std::trunc(value.get_double()))
    return static_cast<std::int64_t>(value.get_double());
  return std::nullopt;
}

std::string wrong_type(std::string_view expected, const bj::value& value) {
  return fmt::format("must be {}, not {}", expected, kind_name(value));
}

/// Text columns of PostgreSQL cannot hold it, and no name or message needs it.
constexpr const char* no_nul = "must not hold the character U+0000";
bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

}  // namespace

ObjectReader::ObjectReader(std::shared_ptr<Body> body, const bj::value* value, std::string pointer)
    : body_(std::move(body)) {
  if (value && !value->is_object()) body_->problems.push_back({pointer, wrong_type("an object", *value)});
  object_ = &body_->objects.emplace_back(Object{value ? value->if_object() : nullptr, std::move(pointer), {}});
}

ObjectReader::ObjectReader(const bj::value& value) : ObjectReader(std::make_shared<Body>(), &value, "") {}

Result<ObjectReader> ObjectReader::parse(std::string_view text) {
  TRY(bj::value value, json::parse(text));
  if (!value.is_object())
    return invalid_input("json.invalid_body", "the request body " + wrong_type("an object", value))
        .with_field("", wrong_type("an object", value));
  auto body = std::make_shared<Body>();
  body->owned = std::move(value);
  return ObjectReader(body, &body->owned, "");
}

std::string ObjectReader::pointer_to(std::string_view key) const {
  return object_->pointer + "/" + escape_pointer(key);
}

void ObjectReader::problem(std::string_view key, std::string message) {
  body_->problems.push_back({pointer_to(key), std::move(message)});
}

const bj::value* ObjectReader::find(std::string_view key) {
  object_->known.emplace_back(key);
  if (!object_->fields) return nullptr;
  const bj::value* value = object_->fields->if_contains(key);
  return value && !value->is_null() ? value : nullptr;
}

/// The value of a field that must be there; reports its absence, but not a second time what already has a problem.
template <class T>
T ObjectReader::required(std::string_view key, std::optional<T> value) {
  if (value) return std::move(*value);
  const bj::value* found = object_->fields ? object_->fields->if_contains(key) : nullptr;
  if (object_->fields && (!found || found->is_null())) problem(key, "is required");
  return T();
}

std::optional<std::string> ObjectReader::optional_string(std::string_view key) {
  const bj::value* value = find(key);
  if (!value) return std::nullopt;
  if (!value->is_string()) {
    problem(key, wrong_type("a string", *value));
    return std::nullopt;
  }
  if (has_nul(value->get_string())) problem(key, no_nul);
  return std::string(value->get_string());
}

std::optional<std::int64_t> ObjectReader::optional_integer(std::string_view key) {
  const bj::value* value = find(key);
  if (!value) return std::nullopt;
  if (const auto integer = integer_of(*value)) return integer;
  problem(key, value->is_number() ? "must be an integer" : wrong_type("an integer", *value));
  return std::nullopt;
}

std::optional<bool> ObjectReader::optional_boolean(std::string_view key) {
  const bj::value* value = find(key);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  problem(key, wrong_type("true or false", *value));
  return std::nullopt;
}

std::vector<std::string> ObjectReader::optional_strings(std::string_view key) {
  std::vector<std::string> out;
  const bj::value* value = find(key);
  if (!value) return out;
  if (!value->is_array()) {
    problem(key, wrong_type("a list of strings", *value));
    return out;
  }
  for (const bj::value& item : value->get_array()) {
    const std::string pointer = fmt::format("{}/{}", pointer_to(key), &item - value->get_array().data());
    if (!item.is_string())
      body_->problems.push_back({pointer, wrong_type("a string", item)});
    else if (has_nul(item.get_string()))
      body_->problems.push_back({pointer, no_nul});
    else
      out.emplace_back(item.get_string());
  }
  return out;
}

std::vector<ObjectReader> ObjectReader::optional_objects(std::string_view key) {
  std::vector<ObjectReader> out;
  const bj::value* value = find(key);
  if (!value) return out;
  if (!value->is_array()) {
    problem(key, wrong_type("a list of objects", *value));
    return out;
  }
  for (const bj::value& item : value->get_array())
    out.push_back(ObjectReader(body_, &item, fmt::format("{}/{}", pointer_to(key), &item - value->get_array().data())));
  return out;
}

std::optional<ObjectReader> ObjectReader::optional_object(std::string_view key) {
  const bj::value* value = find(key);
  if (!value) return std::nullopt;
  return ObjectReader(body_, value, pointer_to(key));
}

std::string ObjectReader::required_string(std::string_view key) { return required(key, optional_string(key)); }
std::int64_t ObjectReader::required_integer(std::string_view key) { return required(key, optional_integer(key)); }
bool ObjectReader::required_boolean(std::string_view key) { return required(key, optional_boolean(key)); }

std::vector<std::string> ObjectReader::required_strings(std::string_view key) {
  std::vector<std::string> strings = optional_strings(key);
  return required(key, strings.empty() ? std::nullopt : std::optional(std::move(strings)));
}

ObjectReader ObjectReader::required_object(std::string_view key) {
  if (auto object = optional_object(key)) return std::move(*object);
  if (object_->fields) problem(key, "is required");
  return ObjectReader(body_, nullptr, pointer_to(key));
}

const bj::value* ObjectReader::optional_value(std::string_view key) { return find(key); }

std::vector<std::string> ObjectReader::keys() {
  std::vector<std::string> out;
  if (object_->fields)
    for (const auto& entry : *object_->fields) {
      out.emplace_back(entry.key());
      if (has_nul(entry.key())) problem(entry.key(), "is a name that holds the character U+0000");
    }
  object_->known.insert(object_->known.end(), out.begin(), out.end());
  return out;
}

Status ObjectReader::finish(std::string_view code) {
  for (const Object& object : body_->objects) {
    if (!object.fields) continue;
    for (const auto& entry : *object.fields) {
      const std::string_view key = entry.key();
      if (std::find(object.known.begin(), object.known.end(), key) != object.known.end()) continue;
      const auto near = nearest(key, object.known);
      body_->problems.push_back({object.pointer + "/" + escape_pointer(key),
                                 near ? fmt::format("is unknown; did you mean '{}'?", *near) : "is unknown"});
    }
  }
  if (body_->problems.empty()) return ok();
  const std::vector<FieldError> problems = std::exchange(body_->problems, {});
  const FieldError& first = problems.front();
  std::string message =
      fmt::format("{} {}", first.path.empty() ? "the request body" : "the field " + first.path, first.message);
  if (problems.size() > 1) message += fmt::format(", and {} more", problems.size() - 1);
  Error error = invalid_input(std::string(code), std::move(message));
  for (const FieldError& problem : problems) error.add_field(problem.path, problem.message);
  return error;
}

}  // namespace towpath::json
