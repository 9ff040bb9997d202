#include "template/json.h"

#include <boost/json.hpp>

#include <cmath>

#include "json/json.h"
#include "meter.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

namespace json = boost::json;

constexpr double largest_integer = 9007199254740992;  // 2^53: beyond, doubles skip integers

Result<json::value> convert(const Value& value, std::size_t depth) {
  if (depth > Limits().depth) return limit_error("makes a value that is nested too deep", Limits().depth);
  switch (value.kind()) {
    case Kind::boolean:
      return json::value(*value.as_bool());
    case Kind::number: {
      const double number = *value.as_number();
      if (!std::isfinite(number)) return json::value(nullptr);
      if (number == std::trunc(number) && std::abs(number) < largest_integer)
        return json::value(static_cast<std::int64_t>(number));
      return json::value(number);
    }
    case Kind::string:
    case Kind::safe_string:
      return json::value(well_formed(*value.as_text()));
    case Kind::array: {
      json::array out;
      for (const Value& item : *value.as_array()) {
        TRY(json::value converted, convert(item, depth + 1));
        out.push_back(std::move(converted));
      }
      return json::value(std::move(out));
    }
    case Kind::object: {
      json::object out;
      for (const auto& [key, item] : *value.as_object()) {
        if (item.is_undefined()) continue;
        TRY(json::value converted, convert(item, depth + 1));
        out.insert_or_assign(well_formed(key), std::move(converted));
      }
      return json::value(std::move(out));
    }
    case Kind::regex:
      return json::value(json::object());
    default:
      return json::value(nullptr);
  }
}

/// Evaluates the texts of one JSON document.
class Evaluator {
 public:
  Evaluator(const Object& context, const Environment& environment, OnFailure on_failure, const Options& options)
      : context_(context), environment_(environment), on_failure_(on_failure), options_(options) {}

  /// Undefined becomes nullopt.
  Result<std::optional<json::value>> run(const json::value& input) {
    if (const auto* text = input.if_string()) return evaluate_text(*text);
    if (const auto* items = input.if_array()) {
      json::array out;
      for (std::size_t i = 0; i < items->size(); ++i) {
        TRY(auto item, child((*items)[i], std::to_string(i)));
        out.push_back(item ? std::move(*item) : json::value(nullptr));
      }
      return std::optional<json::value>(std::move(out));
    }
    if (const auto* object = input.if_object()) {
      json::object out;
      for (const auto& [key, value] : *object) {
        TRY(auto item, child(value, towpath::json::escape_pointer(key)));
        if (item) out.insert_or_assign(key, std::move(*item));
      }
      return std::optional<json::value>(std::move(out));
    }
    return std::optional<json::value>(input);
  }

 private:
  Result<std::optional<json::value>> child(const json::value& value, const std::string& token) {
    const std::size_t length = pointer_.size();
    pointer_ += '/' + token;
    auto result = run(value);
    pointer_.resize(length);
    return result;
  }

  Result<std::optional<json::value>> evaluate_text(std::string_view text) {
    auto value = evaluate(std::string(text), pointer_.empty() ? "/" : pointer_, context_, environment_, options_);
    if (!value) {
      if (on_failure_ == OnFailure::keep_text) return std::optional<json::value>(text);
      return std::move(value).error().with_field(pointer_, value.error().message());
    }
    if (value->is_undefined()) return std::optional<json::value>();
    TRY(json::value converted, to_json(*value));
    return std::optional<json::value>(std::move(converted));
  }

  const Object& context_;
  const Environment& environment_;
  OnFailure on_failure_;
  const Options& options_;
  std::string pointer_;
};

}  // namespace

Value from_json(const json::value& input) {
  switch (input.kind()) {
    case json::kind::null:
      return Value(nullptr);
    case json::kind::bool_:
      return Value(input.get_bool());
    case json::kind::int64:
      return Value(static_cast<double>(input.get_int64()));
    case json::kind::uint64:
      return Value(static_cast<double>(input.get_uint64()));
    case json::kind::double_:
      return Value(input.get_double());
    case json::kind::string:
      return Value(std::string_view(input.get_string()));
    case json::kind::array: {
      Array items;
      for (const json::value& item : input.get_array()) items.push_back(from_json(item));
      return Value(std::move(items));
    }
    case json::kind::object: {
      Object object;
      for (const auto& [key, value] : input.get_object()) object.set(std::string(key), from_json(value));
      return Value(std::move(object));
    }
  }
  return {};
}

Result<json::value> to_json(const Value& value) { return convert(value, 0); }

Result<json::value> render_value(const json::value& input, const Object& context, const Environment& environment,
                                 OnFailure on_failure, const Options& options) {
  TRY(auto value, Evaluator(context, environment, on_failure, options).run(input));
  return value ? std::move(*value) : json::value(nullptr);
}

}  // namespace towpath::tmpl
