// The functions that Go's text/template brings itself. `and` and `or` are the interpreter's: they stop early.
#include <fmt/core.h>

#include <array>

#include "call.h"
#include "formatting.h"
#include "quoting.h"

namespace towpath::gotemplate {
namespace {

enum class Basic { invalid, boolean, number, whole, text };

Basic basic_kind(const Value& value) {
  switch (value.kind()) {
    case Kind::boolean:
      return Basic::boolean;
    case Kind::integer:
      return Basic::whole;
    case Kind::number:
      return Basic::number;
    case Kind::string:
      return Basic::text;
    default:
      return Basic::invalid;
  }
}

Error not_comparable(const Value& value) {
  return render_error(fmt::format("a value of type {} cannot be compared", type_name(value)));
}

Result<bool> is_equal(const Value& a, const Value& b) {
  if (basic_kind(a) != basic_kind(b)) {
    if (a.is_nil() || b.is_nil()) return false;
    return render_error(fmt::format("incompatible types for comparison: {} and {}", type_name(a), type_name(b)));
  }
  switch (basic_kind(a)) {
    case Basic::boolean:
      return *a.as_bool() == *b.as_bool();
    case Basic::whole:
      return *a.as_integer() == *b.as_integer();
    case Basic::number:
      return *a.as_number() == *b.as_number();
    case Basic::text:
      return *a.as_text() == *b.as_text();
    case Basic::invalid:
      break;
  }
  if (a.is_nil() || b.is_nil()) return a.is_nil() && b.is_nil();
  return not_comparable(a);
}

Result<Value> eq(const Call& call) {
  for (std::size_t i = 1; i < call.size(); ++i) {
    TRY(const bool same, is_equal(call[0], call[i]));
    if (same) return Value(true);
  }
  return Value(false);
}

Result<Value> ne(const Call& call) {
  TRY(const bool same, is_equal(call[0], call[1]));
  return Value(!same);
}

Result<bool> is_less(const Value& a, const Value& b) {
  const Basic kind = basic_kind(a);
  if (kind == Basic::invalid || kind == Basic::boolean)
    return render_error(fmt::format("invalid type for comparison: {}", type_name(a)));
  if (kind != basic_kind(b))
    return render_error(fmt::format("incompatible types for comparison: {} and {}", type_name(a), type_name(b)));
  if (kind == Basic::whole) return *a.as_integer() < *b.as_integer();
  if (kind == Basic::number) return *a.as_number() < *b.as_number();
  return *a.as_text() < *b.as_text();
}

Result<Value> lt(const Call& call) {
  TRY(const bool less, is_less(call[0], call[1]));
  return Value(less);
}
Result<Value> ge(const Call& call) {
  TRY(const bool less, is_less(call[0], call[1]));
  return Value(!less);
}
Result<Value> le(const Call& call) {
  TRY(const bool less, is_less(call[0], call[1]));
  if (less) return Value(true);
  return eq(call);
}
Result<Value> gt(const Call& call) {
  TRY(const Value at_most, le(call));
  return Value(!is_true(at_most));
}

Result<Value> negation(const Call& call) { return Value(!is_true(call[0])); }

Result<Value> index(const Call& call) {
  Value item = call[0];
  if (item.is_nil()) return render_error("index of untyped nil");
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (item.is_nil()) return render_error("index of nil pointer");
    const Value& key = call[i];
    if (const MapBody* map = item.as_map(); map && map->record.empty()) {
      const std::string* name = key.as_text();
      if (!name) return render_error(fmt::format("value has type {}; should be string", type_name(key)));
      const auto found = map->entries.find(*name);
      // Named first: assigning could free the map that holds what is assigned.
      Value next = found == map->entries.end() ? map->absent : found->second;
      item = std::move(next);
      continue;
    }
    const List* list = item.as_list();
    const std::string* text = item.as_text();
    if (!list && !text) return render_error(fmt::format("cannot index item of type {}", type_name(item)));
    const std::int64_t* at = key.as_integer();
    if (!at) return render_error(fmt::format("cannot index a list with type {}", type_name(key)));
    const auto size = static_cast<std::int64_t>(list ? list->size() : text->size());
    if (*at < 0 || *at >= size) return render_error(fmt::format("index out of range: {}", *at));
    const auto place = static_cast<std::size_t>(*at);
    Value next = list ? (*list)[place] : Value(static_cast<int>(static_cast<unsigned char>((*text)[place])));
    item = std::move(next);
  }
  return item;
}

Result<Value> len(const Call& call) {
  const auto size = [](std::size_t count) { return Value(static_cast<std::int64_t>(count)); };
  if (const std::string* text = call[0].as_text()) return size(text->size());
  if (const List* list = call[0].as_list()) return size(list->size());
  if (const MapBody* map = call[0].as_map(); map && map->record.empty()) return size(map->entries.size());
  if (call[0].is_nil()) return render_error("len of nil pointer");
  return render_error(fmt::format("len of type {}", type_name(call[0])));
}

Result<Value> print_values(const Call& call) {
  TRY(std::string out, print(call.arguments, call.meter));
  return Value(std::move(out));
}

Result<Value> printf(const Call& call) {
  TRY(const std::string format, call.text(0));
  TRY(std::string out, print_format(format, call.arguments.subspan(1), call.meter));
  return Value(std::move(out));
}

Result<Value> println(const Call& call) {
  std::string out;
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (i > 0) out += ' ';
    TRY(const std::string text, text_of(call[i], call.meter));
    out += text;
  }
  return Value(out + "\n");
}

/// The arguments of an escaping function as one text.
Result<std::string> joined(const Call& call) {
  if (call.size() == 1 && call[0].as_text()) return call.text(0);
  List shown(call.arguments.begin(), call.arguments.end());
  for (Value& each : shown)
    if (each.is_nil()) each = Value("<no value>");
  return print(shown, call.meter);
}

template <class Escape>
Result<Value> escaped(const Call& call, Escape escape) {
  TRY(const std::string text, joined(call));
  CHECK_OK(call.meter.work(text.size() * 6));
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const Decoded next = decode(rest);
    escape(out, next, rest.substr(0, next.bytes));
    rest.remove_prefix(next.bytes);
  }
  return Value(std::move(out));
}

Result<Value> html(const Call& call) {
  return escaped(call, [](std::string& out, const Decoded& next, std::string_view as_is) {
    switch (next.character) {
      case 0:
        out += "\xEF\xBF\xBD";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += as_is;
    }
  });
}

Result<Value> js(const Call& call) {
  return escaped(call, [](std::string& out, const Decoded& next, std::string_view as_is) {
    const char32_t c = next.character;
    if (c == '\\' || c == '\'' || c == '"')
      out += fmt::format("\\{}", static_cast<char>(c));
    else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '=' || c == 0x7F)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += as_is;
  });
}

Result<Value> urlquery(const Call& call) {
  return escaped(call, [](std::string& out, const Decoded&, std::string_view as_is) {
    for (const char c : as_is) {
      const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '_' || c == '.' || c == '~';
      if (is_plain)
        out += c;
      else if (c == ' ')
        out += '+';
      else
        out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  });
}

Result<Value> stopped_early(const Call& call) { return call.last(); }

constexpr std::array functions{Builtin{"and", 1, -1, stopped_early},
                               Builtin{"or", 1, -1, stopped_early},
                               Builtin{"not", 1, 1, negation},
                               Builtin{"eq", 2, -1, eq},
                               Builtin{"ne", 2, 2, ne},
                               Builtin{"lt", 2, 2, lt},
                               Builtin{"le", 2, 2, le},
                               Builtin{"gt", 2, 2, gt},
                               Builtin{"ge", 2, 2, ge},
                               Builtin{"index", 1, -1, index},
                               Builtin{"len", 1, 1, len},
                               Builtin{"print", 0, -1, print_values},
                               Builtin{"printf", 1, -1, printf},
                               Builtin{"println", 0, -1, println},
                               Builtin{"html", 0, -1, html},
                               Builtin{"js", 0, -1, js},
                               Builtin{"urlquery", 0, -1, urlquery}};

}  // namespace

std::span<const Builtin> language_functions() { return functions; }

}  // namespace towpath::gotemplate
