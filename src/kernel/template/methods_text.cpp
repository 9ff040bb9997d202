#include <algorithm>
#include <cmath>
#include <limits>

#include "base/strings.h"
#include "coerce.h"
#include "methods.h"
#include "regex.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// An index argument clamped to [0, length]; undefined is `fallback`. Negative counts from the end when `from_end`.
enum class Negative { is_zero, counts_from_end };
Result<std::size_t> index_argument(const MethodCall& call, std::size_t number, double fallback, std::size_t length,
                                   Negative negative) {
  const Value& value = argument(call.arguments, number);
  double index = fallback;
  if (!value.is_undefined()) {
    TRY(index, to_integer(value, call.meter));
  }
  if (index < 0 && negative == Negative::counts_from_end) index += static_cast<double>(length);
  return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(length)));
}

Result<Value> split(const MethodCall& call, const std::string& text) {
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  if (const Value& given = argument(call.arguments, 1); !given.is_undefined()) {
    TRY(const double number, to_integer(given, call.meter));
    limit = std::isfinite(number)
                ? static_cast<std::uint32_t>(static_cast<std::int64_t>(std::fmod(number, 4294967296.0)))
                : 0;
  }
  const Value& separator = argument(call.arguments, 0);
  if (const RegexBody* regex = separator.as_regex()) {
    TRY(Array parts, split_by(text, *regex, limit, call.meter));
    return Value(std::move(parts));
  }
  Array parts;
  if (limit == 0) return Value(std::move(parts));
  if (separator.is_undefined()) return Value(Array{Value(text)});
  TRY(const std::string between, to_text(separator, call.meter));
  CHECK_OK(call.meter.step(text.size() / std::max<std::size_t>(between.size(), 1)));
  if (between.empty()) {
    for (const char16_t unit : to_utf16(text)) {
      if (parts.size() == limit) break;
      parts.emplace_back(to_utf8(std::u16string_view(&unit, 1)));
    }
    return Value(std::move(parts));
  }
  for (std::size_t from = 0; parts.size() < limit;) {
    const std::size_t at = text.find(between, from);
    parts.emplace_back(text.substr(from, at == text.npos ? at : at - from));
    if (at == text.npos) break;
    from = at + between.size();
  }
  return Value(std::move(parts));
}

Result<Value> replace(const MethodCall& call, const std::string& text) {
  const bool all = call.name == "replaceAll";
  TRY(const std::string replacement, to_text(argument(call.arguments, 1), call.meter));
  if (RegexBody* regex = argument(call.arguments, 0).as_regex()) {
    if (all && !regex->regex->is_global())
      return render_error("replaceAll() needs a regular expression with the flag g");
    TRY(std::string out, replace_matches(text, *regex, replacement, call.meter));
    return Value(std::move(out));
  }
  TRY(const std::string search, to_text(argument(call.arguments, 0), call.meter));
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find(search); at != text.npos;
       at = text.find(search, at + std::max<std::size_t>(search.size(), 1))) {
    Regex::Match match;
    match.groups.push_back(Regex::Match::Range{at, at + search.size()});
    out += text.substr(copied, at - copied);
    append_replacement(out, text, match, replacement, nullptr);
    CHECK_OK(call.meter.step());
    CHECK_OK(call.meter.work(replacement.size()));
    if (out.size() > call.meter.limits().output_bytes) return call.meter.work(out.size()).error();
    copied = at + search.size();
    if (!all) break;
  }
  out += text.substr(copied);
  return Value(std::move(out));
}

// indexOf, lastIndexOf, includes, startsWith, endsWith, all in code units.
Result<Value> find(const MethodCall& call, const std::string& text) {
  TRY(const std::string search, to_text(argument(call.arguments, 0), call.meter));
  CHECK_OK(call.meter.work(search.size()));
  const std::u16string units = to_utf16(text);
  const std::u16string wanted = to_utf16(search);
  const auto as_index = [](std::size_t at) { return at == std::u16string::npos ? Value(-1) : Value(at); };
  if (call.name == "lastIndexOf") {
    const Value& given = argument(call.arguments, 1);
    TRY(double last, to_number(given, call.meter));
    if (std::isnan(last)) last = infinity;
    return as_index(
        units.rfind(wanted, static_cast<std::size_t>(std::clamp(last, 0.0, static_cast<double>(units.size())))));
  }
  const double fallback = call.name == "endsWith" ? infinity : 0;
  TRY(const std::size_t position, index_argument(call, 1, fallback, units.size(), Negative::is_zero));
  if (call.name == "indexOf") return as_index(units.find(wanted, position));
  if (call.name == "includes") return Value(units.find(wanted, position) != units.npos);
  const std::u16string_view view = units;
  if (call.name == "startsWith") return Value(view.substr(position).starts_with(wanted));
  return Value(view.substr(0, position).ends_with(wanted));
}

Result<Value> cut(const MethodCall& call, const std::string& text) {
  const std::size_t length = utf16_length(text);
  if (call.name == "slice") {
    TRY(const std::size_t from, index_argument(call, 0, 0, length, Negative::counts_from_end));
    TRY(const std::size_t to, index_argument(call, 1, infinity, length, Negative::counts_from_end));
    return Value(utf16_slice(text, from, to));
  }
  TRY(const std::size_t one, index_argument(call, 0, 0, length, Negative::is_zero));
  TRY(const std::size_t other, index_argument(call, 1, infinity, length, Negative::is_zero));
  return Value(utf16_slice(text, std::min(one, other), std::max(one, other)));
}

Result<Value> character(const MethodCall& call, const std::string& text) {
  double index = 0;
  if (const Value& given = argument(call.arguments, 0); !given.is_undefined()) {
    TRY(index, to_integer(given, call.meter));
  }
  const std::u16string units = to_utf16(text);
  const bool inside = index >= 0 && index < static_cast<double>(units.size());
  if (call.name == "charCodeAt")
    return inside ? Value(static_cast<double>(units[static_cast<std::size_t>(index)])) : Value(std::nan(""));
  return Value(inside ? to_utf8(std::u16string_view(units).substr(static_cast<std::size_t>(index), 1)) : "");
}

}  // namespace

Result<Value> call_text_method(const MethodCall& call) {
  const std::string& text = *call.receiver.as_text();
  const std::string_view name = call.name;
  CHECK_OK(call.meter.work(text.size()));
  if (name == "toLowerCase") return Value(lower_case(text));
  if (name == "toUpperCase") return Value(upper_case(text));
  if (name == "trim") return Value(trim_both(text));
  if (name == "trimStart") return Value(trim_start(text));
  if (name == "trimEnd") return Value(trim_end(text));
  if (name == "split") return split(call, text);
  if (name == "replace" || name == "replaceAll") return replace(call, text);
  if (name == "slice" || name == "substring") return cut(call, text);
  if (name == "charAt" || name == "charCodeAt") return character(call, text);
  if (name == "concat") {
    std::string out = text;
    for (const Value& part : call.arguments) {
      TRY(const std::string tail, to_text(part, call.meter));
      CHECK_OK(call.meter.work(out.size() + tail.size()));
      out += tail;
    }
    return Value(std::move(out));
  }
  return find(call, text);
}

}  // namespace towpath::tmpl
