#include "filters.h"

#include <charconv>
#include <cmath>

#include "coerce.h"
#include "unicode.h"

namespace towpath::tmpl {

BuiltinFilter find_filter(std::string_view name) {
  for (const auto table : {text_filters(), list_filters(), value_filters()})
    for (const FilterEntry& entry : table)
      if (entry.name == name) return entry.filter;
  return nullptr;
}

std::vector<std::string> filter_names() {
  std::vector<std::string> names;
  for (const auto table : {text_filters(), list_filters(), value_filters()})
    for (const FilterEntry& entry : table) names.emplace_back(entry.name);
  return names;
}

Result<std::string> input_text(const Value& input) {
  if (const std::string* text = input.as_text()) return *text;
  if (input.is_nullish() || (input.as_bool() && !*input.as_bool())) return std::string();
  return render_error("needs a text, not " + std::string(kind_name(input)));
}

Value keep_safe(const Value& input, std::string text) {
  return input.kind() == Kind::safe_string ? Value::safe(std::move(text)) : Value(std::move(text));
}

Result<std::string> blanks(double count, Meter& meter) {
  if (std::isnan(count) || count <= 0) return std::string();
  count = std::ceil(count);
  if (count > static_cast<double>(meter.limits().output_bytes))
    return limit_error("makes a text that is too long", meter.limits().output_bytes);
  CHECK_OK(meter.work(static_cast<std::size_t>(count)));
  return std::string(static_cast<std::size_t>(count), ' ');
}

Result<std::optional<Array>> sequence(const Value& input, Meter& meter) {
  std::optional<Array> items;
  if (const Array* array = input.as_array()) {
    CHECK_OK(meter.step(array->size()));
    items = *array;
  } else if (const std::string* text = input.as_text()) {
    CHECK_OK(meter.step(text->size()));
    items.emplace();
    for (const char16_t unit : to_utf16(*text)) items->emplace_back(to_utf8(std::u16string_view(&unit, 1)));
  } else if (input.as_object()) {
    items.emplace();
    TRY(const double length, to_number(property(input, "length"), meter));
    for (double i = 0; i < length; ++i) {
      CHECK_OK(meter.step());
      items->push_back(property(input, number_text(i)));
    }
  }
  return items;
}

Value property(const Value& target, std::string_view key) {
  if (const Object* object = target.as_object()) {
    const Value* found = object->find(key);
    return found ? *found : Value();
  }
  const Array* items = target.as_array();
  const std::string* text = target.as_text();
  if (!items && !text) return {};
  if (key == "length") return Value(items ? items->size() : utf16_length(*text));
  if (target.kind() == Kind::safe_string && key == "val") return Value(*text);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool canonical = error == std::errc() && end == key.data() + key.size() && (key[0] != '0' || key.size() == 1);
  if (!canonical) return {};
  if (items) return index < items->size() ? (*items)[index] : Value();
  std::string unit = utf16_slice(*text, index, index + 1);
  return unit.empty() ? Value() : Value(std::move(unit));
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\\':
        out += "&#92;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace towpath::tmpl
