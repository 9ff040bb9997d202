#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/strings.h"
#include "coerce.h"
#include "filters.h"
#include "regex.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

// A pattern of this file; it compiles, or the tests fail.
RegexBody pattern(const char* source, const char* flags = "g") { return {Regex::compile(source, flags).value(), 0}; }

Result<Value> lower(const Value& input, Arguments, Meter&) {
  TRY(const std::string text, input_text(input));
  return Value(lower_case(text));
}

Result<Value> upper(const Value& input, Arguments, Meter&) {
  TRY(const std::string text, input_text(input));
  return Value(upper_case(text));
}

Result<Value> capitalize(const Value& input, Arguments, Meter&) {
  TRY(const std::string text, input_text(input));
  return keep_safe(input, capitalized(text));
}

Result<Value> title(const Value& input, Arguments, Meter&) {
  TRY(const std::string text, input_text(input));
  std::vector<std::string> words = split(text, ' ');
  for (std::string& word : words) word = capitalized(word);
  return keep_safe(input, join(words, " "));
}

Result<Value> trim(const Value& input, Arguments, Meter&) {
  if (!input.as_text()) return render_error("needs a text, not " + std::string(kind_name(input)));
  return keep_safe(input, std::string(trim_both(*input.as_text())));
}

// The length JavaScript would read from what need not be a text: undefined compares with nothing.
Value direct_length(const Value& input) { return property(input, "length"); }

// Text to work on, where undefined, null and false are "".
Value or_empty(const Value& input) {
  return input.is_nullish() || (input.as_bool() && !*input.as_bool()) ? Value("") : input;
}

Result<Value> center(const Value& raw, Arguments arguments, Meter& meter) {
  const Value input = or_empty(raw);
  const Value width = truthy(argument(arguments, 0)) ? argument(arguments, 0) : Value(80);
  TRY(const Order order, compare(direct_length(input), width, meter));
  if (order == Order::greater || order == Order::equal) return input;
  TRY(const double total, to_number(width, meter));
  TRY(const double length, to_number(direct_length(input), meter));
  const double room = total - length;
  TRY(const std::string left, blanks(room / 2 - std::fmod(room, 2), meter));
  TRY(const std::string text, to_text(input, meter));
  TRY(const std::string right, blanks(room / 2, meter));
  return keep_safe(input, left + text + right);
}

Result<Value> indent(const Value& raw, Arguments arguments, Meter& meter) {
  const Value input = or_empty(raw);
  TRY(const std::string text, input_text(input));
  if (text.empty()) return input;
  TRY(const double width, to_number(truthy(argument(arguments, 0)) ? argument(arguments, 0) : Value(4), meter));
  TRY(const std::string space, blanks(width, meter));
  const auto breaks = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  CHECK_OK(meter.work(text.size() + (breaks + 1) * space.size()));
  std::string out = truthy(argument(arguments, 1)) ? space : "";
  out += replace_all(text, "\n", "\n" + space);
  return keep_safe(input, std::move(out));
}

Result<Value> nl2br(const Value& input, Arguments, Meter&) {
  if (input.is_nullish()) return Value("");
  TRY(const std::string text,
      input.as_text() ? input_text(input) : render_error("needs a text, not " + std::string(kind_name(input))));
  return keep_safe(input, replace_all(replace_all(text, "\r\n", "\n"), "\n", "<br />\n"));
}

// An empty search text puts the replacement between all characters, as JavaScript's join does.
Result<std::string> replace_between(std::string_view text, const Value& replacement, Meter& meter) {
  TRY(const std::string edge, to_text(replacement, meter));
  const std::string between = replacement.is_undefined() ? "," : edge;
  const std::u16string units = to_utf16(text);
  CHECK_OK(meter.work(text.size() + (units.size() + 1) * std::max(edge.size(), between.size())));
  std::string out = edge;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i > 0) out += between;
    out += to_utf8(std::u16string_view(units).substr(i, 1));
  }
  return out + edge;
}

Result<Value> replace(const Value& input, Arguments arguments, Meter& meter) {
  const Value& search = argument(arguments, 0);
  const Value& replacement = argument(arguments, 1);
  if (RegexBody* regex = search.as_regex()) {
    if (!input.as_text())
      return render_error("with a regular expression needs a text, not " + std::string(kind_name(input)));
    RegexBody fresh{regex->regex, 0};
    TRY(const std::string with, to_text(replacement, meter));
    TRY(std::string out, replace_matches(*input.as_text(), fresh, with, meter));
    return Value(std::move(out));
  }
  if (search.kind() != Kind::string && search.kind() != Kind::number) return input;
  if (!input.as_text() && !input.as_number()) return input;
  TRY(const std::string text, to_text(input, meter));
  TRY(const std::string needle, to_text(search, meter));
  if (needle.empty()) {
    TRY(std::string out, replace_between(text, replacement, meter));
    return keep_safe(input, std::move(out));
  }
  const Value most = argument(arguments, 2).is_undefined() ? Value(-1) : argument(arguments, 2);
  const Value unchanged = input.as_number() ? Value(text) : input;
  if (text.find(needle) == text.npos || most.is_same(Value(0))) return unchanged;
  double count = std::numeric_limits<double>::infinity();
  if (!most.is_same(Value(-1))) {
    TRY(count, to_number(most, meter));
  }
  TRY(const std::string with, to_text(replacement, meter));
  CHECK_OK(meter.work(text.size() / needle.size() * with.size()));
  std::string out;
  std::size_t copied = 0;
  for (double done = 0; done < count; ++done) {
    const std::size_t at = text.find(needle, copied);
    if (at == text.npos) break;
    out += text.substr(copied, at - copied) + with;
    copied = at + needle.size();
  }
  return keep_safe(input, out + text.substr(copied));
}

Result<Value> striptags(const Value& input, Arguments arguments, Meter& meter) {
  static const RegexBody tag = pattern(R"(<\/?([a-z][a-z0-9]*)\b[^>]*>|<!--[\s\S]*?-->)", "gi");
  TRY(std::string text, input_text(input));
  // Removing a tag may leave another one behind; what still holds some after eight passes is an attack.
  for (int pass = 0;; ++pass) {
    RegexBody regex = tag;
    TRY(std::string stripped, replace_matches(text, regex, "", meter));
    if (stripped == text) break;
    if (pass == 8) return render_error("found tags inside of tags inside of tags");
    text = std::move(stripped);
  }
  text = std::string(trim_both(text));
  std::vector<std::pair<RegexBody, std::string>> rules;
  if (truthy(argument(arguments, 0))) {
    rules = {{pattern("^ +| +$", "gm"), ""},
             {pattern(" +"), " "},
             {pattern("\\r\\n"), "\n"},
             {pattern("\\n\\n\\n+"), "\n\n"}};
  } else {
    rules = {{pattern("\\s+"), " "}};
  }
  for (auto& [regex, with] : rules) {
    TRY(text, replace_matches(text, regex, with, meter));
  }
  return keep_safe(input, std::move(text));
}

Result<Value> truncate(const Value& raw, Arguments arguments, Meter& meter) {
  const Value input = or_empty(raw);
  const Value limit = truthy(argument(arguments, 0)) ? argument(arguments, 0) : Value(255);
  TRY(const Order order, compare(direct_length(input), limit, meter));
  if (order == Order::less || order == Order::equal) return input;
  TRY(const std::string text, input_text(input));
  TRY(const double length, to_number(limit, meter));
  const std::u16string units = to_utf16(text);
  const auto kept =
      static_cast<std::size_t>(std::clamp(std::isnan(length) ? 0.0 : length, 0.0, static_cast<double>(units.size())));
  std::size_t end = kept;
  if (!truthy(argument(arguments, 1)))
    if (const std::size_t blank = units.rfind(u' ', std::isnan(length) ? units.npos : kept); blank != units.npos)
      end = blank;
  std::string tail = "...";
  if (!argument(arguments, 2).is_nullish()) {
    TRY(tail, to_text(argument(arguments, 2), meter));
  }
  return keep_safe(input, to_utf8(std::u16string_view(units).substr(0, end)) + tail);
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || std::string_view("-_.!~*'()").find(c) != std::string_view::npos) {
      out += c;
    } else {
      constexpr std::string_view digits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

Result<Value> urlencode(const Value& input, Arguments, Meter& meter) {
  if (const std::string* text = input.as_text()) return Value(percent_encoded(*text));
  std::string out;
  const auto add = [&](const Value& key, const Value& value) -> Status {
    TRY(const std::string name, to_text(key, meter));
    TRY(const std::string text, to_text(value, meter));
    if (!out.empty()) out += '&';
    out += percent_encoded(name) + '=' + percent_encoded(text);
    return ok();
  };
  if (const Object* object = input.as_object())
    for (const auto& [key, value] : *object) CHECK_OK(add(Value(key), value));
  if (const Array* items = input.as_array()) {
    for (const Value& pair : *items) {
      if (pair.is_nullish()) return render_error("needs pairs, not " + std::string(kind_name(pair)));
      CHECK_OK(add(property(pair, "0"), property(pair, "1")));
    }
  }
  return Value(std::move(out));
}

Result<Value> urlize(const Value& input, Arguments arguments, Meter& meter) {
  static const RegexBody blank = pattern(R"((\s+))");
  static const RegexBody around = pattern(R"(^(?:\(|<|&lt;)?(.*?)(?:\.|,|\)|\n|&gt;)?$)");
  static const RegexBody web = pattern(R"(^https?:\/\/)");
  static const RegexBody www = pattern(R"(^www\.)");
  static const RegexBody mail = pattern(R"(^[\w.!#$%&'*+\-\/=?\^`{|}~]+@[a-z\d\-]+(\.[a-z\d\-]+)+$)", "i");
  static const RegexBody domain = pattern(R"(\.(?:org|net|com)(?:\:|\/|$))");
  if (!input.as_text()) return render_error("needs a text, not " + std::string(kind_name(input)));
  double shown = std::numeric_limits<double>::infinity();
  if (const Value& length = argument(arguments, 0);
      !length.is_undefined() && !(length.as_number() && std::isnan(*length.as_number()))) {
    TRY(shown, to_integer(length, meter));
  }
  const std::string rel = argument(arguments, 1).is_same(Value(true)) ? " rel=\"nofollow\"" : "";
  TRY(const Array words, split_by(*input.as_text(), blank, std::numeric_limits<std::size_t>::max(), meter));
  std::string out;
  for (const Value& item : words) {
    const std::string& word = *item.as_text();
    std::string link = word;
    if (const auto match = around.regex->find(word, 0); match && match->groups[1])
      link = word.substr(match->groups[1]->from, match->groups[1]->to - match->groups[1]->from);
    const std::string label =
        utf16_slice(link, 0, static_cast<std::size_t>(std::clamp(shown, 0.0, static_cast<double>(link.size()))));
    const auto matches = [&](const RegexBody& regex) { return regex.regex->find(link, 0).has_value(); };
    const auto anchor = [&](const std::string& scheme) {
      out += "<a href=\"" + scheme + link + "\"" + rel + ">" + label + "</a>";
    };
    if (matches(web)) {
      anchor("");
    } else if (matches(www)) {
      anchor("http://");
    } else if (matches(mail)) {
      out += "<a href=\"mailto:" + link + "\">" + link + "</a>";
    } else if (matches(domain)) {
      anchor("http://");
    } else {
      out += word;
    }
  }
  CHECK_OK(meter.work(out.size()));
  return Value(std::move(out));
}

Result<Value> wordcount(const Value& input, Arguments, Meter& meter) {
  static const RegexBody word = pattern(R"(\w+)");
  if (!truthy(input)) return Value(nullptr);
  TRY(const std::string text, input_text(input));
  std::size_t count = 0;
  for (auto match = word.regex->find(text, 0); match; match = word.regex->find(text, match->to())) {
    CHECK_OK(meter.step());
    ++count;
  }
  return count == 0 ? Value(nullptr) : Value(count);
}

Result<Value> escape(const Value& input, Arguments, Meter& meter) {
  if (input.kind() == Kind::safe_string) return input;
  TRY(const std::string text, to_output(input, meter));
  return Value::safe(escape_html(text));
}

Result<Value> forceescape(const Value& input, Arguments, Meter& meter) {
  TRY(const std::string text, to_output(input, meter));
  return Value::safe(escape_html(text));
}

Result<Value> safe(const Value& input, Arguments, Meter& meter) {
  if (input.kind() == Kind::safe_string) return input;
  TRY(std::string text, to_output(input, meter));
  return Value::safe(std::move(text));
}

constexpr std::array<FilterEntry, 18> table = {{{"capitalize", capitalize},
                                                {"center", center},
                                                {"e", escape},
                                                {"escape", escape},
                                                {"forceescape", forceescape},
                                                {"indent", indent},
                                                {"lower", lower},
                                                {"nl2br", nl2br},
                                                {"replace", replace},
                                                {"safe", safe},
                                                {"striptags", striptags},
                                                {"title", title},
                                                {"trim", trim},
                                                {"truncate", truncate},
                                                {"upper", upper},
                                                {"urlencode", urlencode},
                                                {"urlize", urlize},
                                                {"wordcount", wordcount}}};

}  // namespace

std::span<const FilterEntry> text_filters() { return table; }

}  // namespace towpath::tmpl
