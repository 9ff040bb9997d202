#include "json_text.h"

#include <fmt/core.h>

#include <cmath>

#include "json/json.h"
#include "quoting.h"

namespace towpath::gotemplate {
namespace {

/// encoding/json and ECMAScript agree on when a number has an exponent; they differ in infinities, which JSON lacks.
std::string number(double value) {
  if (std::signbit(value) && value == 0) return "-0";
  std::string out = json::number_text(value);
  return out;
}

class Writer {
 public:
  Writer(const JsonStyle& style, Meter& meter) : style_(style), meter_(meter) {}

  Status add(const Value& value, std::size_t depth) {
    CHECK_OK(meter_.step());
    CHECK_OK(meter_.nested(depth));
    switch (value.kind()) {
      case Kind::none:
      case Kind::null:
        out_ += "null";
        return ok();
      case Kind::boolean:
        out_ += *value.as_bool() ? "true" : "false";
        return ok();
      case Kind::integer:
        out_ += std::to_string(*value.as_integer());
        return ok();
      case Kind::number:
        if (!std::isfinite(*value.as_number())) return render_error("JSON has no such number");
        out_ += number(*value.as_number());
        return ok();
      case Kind::string:
        return text(*value.as_text());
      case Kind::list:
        return list(*value.as_list(), depth);
      case Kind::map:
        return map(value.as_map()->entries, depth);
    }
    return ok();
  }

  std::string take() { return std::move(out_); }

 private:
  void new_line(std::size_t depth) {
    if (style_.indentation > 0) out_ += "\n" + std::string(style_.indentation * depth, ' ');
  }

  Status list(const List& items, std::size_t depth) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      new_line(depth);
      CHECK_OK(add(items[i], depth + 1));
    }
    if (!items.empty()) new_line(depth - 1);
    out_ += ']';
    return ok();
  }

  Status map(const Entries& entries, std::size_t depth) {
    out_ += '{';
    bool is_first = true;
    for (const auto& [key, value] : entries) {
      if (!std::exchange(is_first, false)) out_ += ',';
      new_line(depth);
      CHECK_OK(text(key));
      out_ += style_.indentation > 0 ? ": " : ":";
      CHECK_OK(add(value, depth + 1));
    }
    if (!entries.empty()) new_line(depth - 1);
    out_ += '}';
    return ok();
  }

  Status text(std::string_view text) {
    CHECK_OK(meter_.work(text.size()));
    out_ += '"';
    while (!text.empty()) {
      const Decoded next = decode(text);
      character(next, text.substr(0, next.bytes));
      text.remove_prefix(next.bytes);
    }
    out_ += '"';
    if (out_.size() > meter_.limits().output_bytes)
      return limit_error("makes a text that is too long", meter_.limits().output_bytes);
    return ok();
  }

  void character(const Decoded& next, std::string_view as_is) {
    const char32_t c = next.character;
    switch (c) {
      case '"':
        out_ += "\\\"";
        return;
      case '\\':
        out_ += "\\\\";
        return;
      case '\b':
        out_ += "\\b";
        return;
      case '\f':
        out_ += "\\f";
        return;
      case '\n':
        out_ += "\\n";
        return;
      case '\r':
        out_ += "\\r";
        return;
      case '\t':
        out_ += "\\t";
        return;
      default:
        break;
    }
    const bool is_html = c == '<' || c == '>' || c == '&';
    if (c < 0x20 || c == 0x2028 || c == 0x2029 || (is_html && style_.escapes_html))
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else if (c == 0xFFFD && next.bytes == 1)
      out_ += "\\ufffd";
    else
      out_ += as_is;
  }

  const JsonStyle style_;
  Meter& meter_;
  std::string out_;
};

}  // namespace

Result<std::string> json_text(const Value& value, const JsonStyle& style, Meter& meter) {
  Writer writer(style, meter);
  CHECK_OK(writer.add(value, 1));
  return writer.take();
}

}  // namespace towpath::gotemplate
