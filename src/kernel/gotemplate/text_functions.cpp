// sprig's functions of text, and of regular expressions.
#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "call.h"
#include "formatting.h"
#include "patterns.h"
#include "quoting.h"

namespace towpath::gotemplate {
namespace {

/// The last argument, as text.
Result<std::string> subject(const Call& call) { return call.text(call.size() - 1); }

template <class Change>
Result<Value> changed(const Call& call, Change change) {
  TRY(const std::string text, subject(call));
  return Value(std::string(change(text)));
}

Result<Value> lower(const Call& call) { return changed(call, lower_case); }
Result<Value> upper(const Call& call) { return changed(call, upper_case); }
Result<Value> title(const Call& call) { return changed(call, title_case); }
Result<Value> trim_spaces(const Call& call) { return changed(call, without_spaces_around); }
Result<Value> b64enc(const Call& call) { return changed(call, to_base64); }
Result<Value> sha256sum(const Call& call) { return changed(call, sha256_hex); }
Result<Value> b64dec(const Call& call) {
  // What cannot be decoded gives the reason as the text, as sprig does.
  return changed(call, [](const std::string& text) { return from_base64(text).value_or("illegal base64 data"); });
}

Result<Value> nospace(const Call& call) {
  return changed(call, [](std::string_view text) {
    std::string out;
    while (!text.empty()) {
      const std::size_t bytes = decode(text).bytes;
      if (leading_space(text) == 0) out += text.substr(0, bytes);
      text.remove_prefix(bytes);
    }
    return out;
  });
}

template <class Change>
Result<Value> changed_by(const Call& call, Change change) {
  TRY(const std::string word, call.text(0));
  TRY(const std::string text, call.text(1));
  return Value(std::string(change(std::string_view(word), std::string_view(text))));
}

Result<Value> trim_suffix(const Call& call) {
  return changed_by(call, [](std::string_view word, std::string_view text) {
    return text.ends_with(word) ? text.substr(0, text.size() - word.size()) : text;
  });
}
Result<Value> trim_prefix(const Call& call) {
  return changed_by(call, [](std::string_view word, std::string_view text) {
    return text.starts_with(word) ? text.substr(word.size()) : text;
  });
}

bool has_character(std::string_view set, std::string_view character) {
  return set.find(character) != std::string_view::npos;
}
Result<Value> trim_all(const Call& call) {
  return changed_by(call, [](std::string_view set, std::string_view text) {
    while (!text.empty() && has_character(set, text.substr(0, decode(text).bytes)))
      text.remove_prefix(decode(text).bytes);
    while (!text.empty()) {
      std::size_t start = text.size() - 1;
      while (start > 0 && (text[start] & 0xC0) == 0x80) --start;
      if (!has_character(set, text.substr(start))) break;
      text = text.substr(0, start);
    }
    return text;
  });
}

Result<Value> contains(const Call& call) {
  TRY(const std::string word, call.text(0));
  TRY(const std::string text, call.text(1));
  return Value(text.find(word) != std::string::npos);
}
Result<Value> has_prefix(const Call& call) {
  TRY(const std::string word, call.text(0));
  TRY(const std::string text, call.text(1));
  return Value(text.starts_with(word));
}
Result<Value> has_suffix(const Call& call) {
  TRY(const std::string word, call.text(0));
  TRY(const std::string text, call.text(1));
  return Value(text.ends_with(word));
}

/// Go's strings.ReplaceAll: an empty `from` stands before each character and at the end.
Result<std::string> replaced(const Call& call, std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  while (true) {
    const std::size_t at = from.empty() ? std::string_view::npos : text.find(from);
    if (from.empty()) {
      CHECK_OK(call.meter.work(to.size() + 4));
      out += to;
      if (text.empty()) return out;
      const std::size_t bytes = decode(text).bytes;
      out += text.substr(0, bytes);
      text.remove_prefix(bytes);
    } else if (at == std::string_view::npos) {
      out += text;
      return out;
    } else {
      CHECK_OK(call.meter.work(at + to.size()));
      out += text.substr(0, at);
      out += to;
      text.remove_prefix(at + from.size());
    }
    if (out.size() > call.meter.limits().output_bytes) CHECK_OK(call.meter.work(out.size()));
  }
}
Result<Value> replace(const Call& call) {
  TRY(const std::string from, call.text(0));
  TRY(const std::string to, call.text(1));
  TRY(const std::string text, call.text(2));
  TRY(std::string out, replaced(call, text, from, to));
  return Value(std::move(out));
}

Result<Value> repeat(const Call& call) {
  TRY(const std::int64_t count, call.integer(0));
  TRY(const std::string text, call.text(1));
  if (count < 0) return render_error("negative repeat count");
  if (!text.empty() && static_cast<std::uint64_t>(count) > call.meter.limits().output_bytes / text.size())
    return limit_error("makes a text that is too long", call.meter.limits().output_bytes);
  CHECK_OK(call.meter.work(text.size() * static_cast<std::size_t>(count)));
  std::string out;
  for (std::int64_t i = 0; i < count && !text.empty(); ++i) out += text;
  return Value(std::move(out));
}

Result<Value> substr(const Call& call) {
  TRY(const std::int64_t start, call.integer(0));
  TRY(const std::int64_t end, call.integer(1));
  TRY(const std::string text, call.text(2));
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t from = std::max<std::int64_t>(start, 0);
  const std::int64_t to = start >= 0 && (end < 0 || end > size) ? size : end;
  if (from > to || to > size || to < 0)
    return render_error(fmt::format("the text has {} bytes, there is nothing from {} to {}", size, start, end));
  return Value(text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

Result<Value> trunc(const Call& call) {
  TRY(const std::int64_t count, call.integer(0));
  TRY(const std::string text, call.text(1));
  const auto size = static_cast<std::int64_t>(text.size());
  if (count < 0 && size + count > 0) return Value(text.substr(static_cast<std::size_t>(size + count)));
  if (count >= 0 && size > count) return Value(text.substr(0, static_cast<std::size_t>(count)));
  return Value(text);
}

Result<Value> indented(const Call& call, std::string start) {
  TRY(const std::int64_t count, call.integer(0));
  TRY(const std::string text, call.text(1));
  if (count < 0) return render_error("negative repeat count");
  if (static_cast<std::uint64_t>(count) > call.meter.limits().output_bytes)
    return limit_error("makes a text that is too long", call.meter.limits().output_bytes);
  const std::string blanks(static_cast<std::size_t>(count), ' ');
  TRY(const std::string out, replaced(call, text, "\n", "\n" + blanks));
  return Value(start + blanks + out);
}
Result<Value> indent(const Call& call) { return indented(call, ""); }
Result<Value> nindent(const Call& call) { return indented(call, "\n"); }

/// The arguments that are there, each as text, with blanks between.
template <class Show>
Result<Value> all_shown(const Call& call, Show show) {
  std::string out;
  for (const Value& value : call.arguments) {
    if (value.is_nil()) continue;
    TRY(const std::string text, as_string(value, call.meter));
    if (!out.empty()) out += ' ';
    out += show(text);
  }
  return Value(std::move(out));
}
Result<Value> quote(const Call& call) { return all_shown(call, quoted_text); }
Result<Value> squote(const Call& call) {
  return all_shown(call, [](const std::string& text) { return "'" + text + "'"; });
}
Result<Value> cat(const Call& call) {
  std::string out;
  bool is_first = true;
  for (const Value& value : call.arguments) {
    if (value.is_nil()) continue;
    TRY(const std::string text, as_string(value, call.meter));
    out += (is_first ? "" : " ") + text;
    is_first = false;
  }
  return Value(std::move(out));
}

Result<std::vector<std::string>> pieces(const Call& call, std::string_view separator, std::string_view text,
                                        std::int64_t most) {
  std::vector<std::string> out;
  if (most == 0) return out;
  while (true) {
    CHECK_OK(call.meter.step());
    const bool is_last = most > 0 && static_cast<std::int64_t>(out.size()) + 1 == most;
    std::size_t end = is_last ? std::string_view::npos : text.find(separator);
    if (separator.empty() && !is_last) {
      if (text.empty()) return out;
      end = decode(text).bytes;
    }
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + separator.size());
    if (separator.empty() && text.empty()) return out;
  }
}

Value as_list(const std::vector<std::string>& texts) { return List(texts.begin(), texts.end()); }
Value as_numbered(const std::vector<std::string>& texts) {
  Entries out;
  for (std::size_t i = 0; i < texts.size(); ++i) out.emplace(fmt::format("_{}", i), texts[i]);
  return out;
}

Result<Value> split_list(const Call& call) {
  TRY(const std::string separator, call.text(0));
  TRY(const std::string text, call.text(1));
  TRY(const auto parts, pieces(call, separator, text, -1));
  return as_list(parts);
}
Result<Value> split_map(const Call& call) {
  TRY(const std::string separator, call.text(0));
  TRY(const std::string text, call.text(1));
  TRY(const auto parts, pieces(call, separator, text, -1));
  return as_numbered(parts);
}
Result<Value> splitn(const Call& call) {
  TRY(const std::string separator, call.text(0));
  TRY(const std::int64_t most, call.integer(1));
  TRY(const std::string text, call.text(2));
  TRY(const auto parts, pieces(call, separator, text, most));
  return as_numbered(parts);
}

Result<const re2::RE2*> pattern(const Call& call) {
  TRY(const std::string text, call.text(0));
  return call.patterns.get(text);
}

Result<Value> regex_match(const Call& call) {
  TRY(const std::string text, call.text(1));
  const auto expression = pattern(call);
  if (!expression.has_value()) return Value(false);  // as sprig does; the other functions say what is wrong
  return Value(RE2::PartialMatch(text, **expression));
}

/// Where an expression matches, without overlap: at most `most` when that is not negative. Like Go, no empty match
/// directly after another one.
Result<std::vector<std::vector<re2::StringPiece>>> matches(const Call& call, const re2::RE2& expression,
                                                           const std::string& text, std::int64_t most) {
  std::vector<std::vector<re2::StringPiece>> out;
  const auto groups = static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1;
  std::size_t at = 0, last_end = std::string::npos;
  while (at <= text.size() && (most < 0 || static_cast<std::int64_t>(out.size()) < most)) {
    CHECK_OK(call.meter.work(text.size() - at));
    CHECK_OK(call.meter.step());
    std::vector<re2::StringPiece> found(groups);
    if (!expression.Match(text, at, text.size(), RE2::UNANCHORED, found.data(), static_cast<int>(groups))) break;
    const auto start = static_cast<std::size_t>(found[0].data() - text.data()), end = start + found[0].size();
    const bool is_kept = end > start || start != last_end;
    if (end == start)
      at = start < text.size() ? start + decode(std::string_view(text).substr(start)).bytes : start + 1;
    else
      at = end;
    last_end = end;
    if (is_kept) out.push_back(std::move(found));
  }
  return out;
}

Result<Value> regex_find(const Call& call) {
  TRY(const std::string text, call.text(1));
  TRY(const re2::RE2* expression, pattern(call));
  TRY(const auto found, matches(call, *expression, text, 1));
  return Value(found.empty() ? std::string() : std::string(found[0][0]));
}

Result<Value> regex_find_all(const Call& call) {
  TRY(const std::string text, call.text(1));
  TRY(const std::int64_t most, call.integer(2));
  TRY(const re2::RE2* expression, pattern(call));
  TRY(const auto found, matches(call, *expression, text, most));
  List out;
  for (const auto& each : found) out.emplace_back(std::string(each[0]));
  return Value(std::move(out));
}

/// Go's Expand: $1, $name, ${name}, $$; a name that is not there is empty.
std::string expanded(const re2::RE2& expression, std::string_view pattern,
                     const std::vector<re2::StringPiece>& groups) {
  std::string out;
  while (!pattern.empty()) {
    const auto dollar = pattern.find('$');
    out += pattern.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    pattern.remove_prefix(dollar + 1);
    if (pattern.starts_with('$')) {
      out += '$';
      pattern.remove_prefix(1);
      continue;
    }
    const bool is_braced = pattern.starts_with('{');
    std::size_t end = is_braced ? 1 : 0;
    while (end < pattern.size() && (pattern[end] == '_' || std::isalnum(static_cast<unsigned char>(pattern[end]))))
      ++end;
    const std::string name(pattern.substr(is_braced ? 1 : 0, end - (is_braced ? 1 : 0)));
    if (name.empty() || (is_braced && (end >= pattern.size() || pattern[end] != '}'))) {
      out += '$';
      continue;
    }
    pattern.remove_prefix(end + (is_braced ? 1 : 0));
    const bool is_number =
        name.size() < 6 && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto& named = expression.NamedCapturingGroups();
    const auto found = named.find(name);
    const std::size_t group = is_number              ? static_cast<std::size_t>(std::stoi(name))
                              : found == named.end() ? groups.size()
                                                     : static_cast<std::size_t>(found->second);
    if (group < groups.size() && groups[group].data() != nullptr) out += std::string(groups[group]);
  }
  return out;
}

template <class Replacement>
Result<Value> regex_replaced(const Call& call, Replacement replacement) {
  TRY(const std::string text, call.text(1));
  TRY(const std::string pattern_of_result, call.text(2));
  TRY(const re2::RE2* expression, pattern(call));
  TRY(const auto found, matches(call, *expression, text, -1));
  std::string out;
  std::size_t at = 0;
  for (const auto& groups : found) {
    const auto start = static_cast<std::size_t>(groups[0].data() - text.data());
    out += text.substr(at, start - at);
    const std::string in_place = replacement(*expression, pattern_of_result, groups);
    CHECK_OK(call.meter.work(in_place.size()));
    out += in_place;
    if (out.size() > call.meter.limits().output_bytes)
      return limit_error("makes a text that is too long", call.meter.limits().output_bytes);
    at = start + groups[0].size();
  }
  return Value(out + text.substr(at));
}
Result<Value> regex_replace_all(const Call& call) { return regex_replaced(call, expanded); }
Result<Value> regex_replace_all_literal(const Call& call) {
  return regex_replaced(call, [](const re2::RE2&, const std::string& literal, const auto&) { return literal; });
}

Result<Value> regex_split(const Call& call) {
  TRY(const std::string text, call.text(1));
  TRY(const std::int64_t most, call.integer(2));
  TRY(const re2::RE2* expression, pattern(call));
  List out;
  if (most == 0) return Value(std::move(out));
  TRY(const auto found, matches(call, *expression, text, most));
  if (!expression->pattern().empty() && text.empty()) return Value(List{""});
  std::size_t begin = 0, end = 0;
  for (const auto& groups : found) {
    if (most > 0 && static_cast<std::int64_t>(out.size()) == most - 1) break;
    end = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t after = end + groups[0].size();
    if (after != 0) out.emplace_back(text.substr(begin, end - begin));
    begin = after;
  }
  if (end != text.size()) out.emplace_back(text.substr(begin));
  return Value(std::move(out));
}

Result<Value> regex_quote_meta(const Call& call) {
  return changed(call, [](std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
    return out;
  });
}

constexpr std::array functions{Builtin{"lower", 1, 1, lower},
                               Builtin{"upper", 1, 1, upper},
                               Builtin{"title", 1, 1, title},
                               Builtin{"trim", 1, 1, trim_spaces},
                               Builtin{"trimAll", 2, 2, trim_all},
                               Builtin{"trimSuffix", 2, 2, trim_suffix},
                               Builtin{"trimPrefix", 2, 2, trim_prefix},
                               Builtin{"nospace", 1, 1, nospace},
                               Builtin{"b64enc", 1, 1, b64enc},
                               Builtin{"b64dec", 1, 1, b64dec},
                               Builtin{"sha256sum", 1, 1, sha256sum},
                               Builtin{"contains", 2, 2, contains},
                               Builtin{"hasPrefix", 2, 2, has_prefix},
                               Builtin{"hasSuffix", 2, 2, has_suffix},
                               Builtin{"replace", 3, 3, replace},
                               Builtin{"repeat", 2, 2, repeat},
                               Builtin{"substr", 3, 3, substr},
                               Builtin{"trunc", 2, 2, trunc},
                               Builtin{"indent", 2, 2, indent},
                               Builtin{"nindent", 2, 2, nindent},
                               Builtin{"quote", 0, -1, quote},
                               Builtin{"squote", 0, -1, squote},
                               Builtin{"cat", 0, -1, cat},
                               Builtin{"splitList", 2, 2, split_list},
                               Builtin{"split", 2, 2, split_map},
                               Builtin{"splitn", 3, 3, splitn},
                               Builtin{"regexMatch", 2, 2, regex_match},
                               Builtin{"regexFind", 2, 2, regex_find},
                               Builtin{"regexFindAll", 3, 3, regex_find_all},
                               Builtin{"regexReplaceAll", 3, 3, regex_replace_all},
                               Builtin{"regexReplaceAllLiteral", 3, 3, regex_replace_all_literal},
                               Builtin{"regexSplit", 3, 3, regex_split},
                               Builtin{"regexQuoteMeta", 1, 1, regex_quote_meta}};

}  // namespace

std::span<const Builtin> text_functions() { return functions; }

}  // namespace towpath::gotemplate
