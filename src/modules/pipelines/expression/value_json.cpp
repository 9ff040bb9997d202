#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/json_string.h"
#include "expression/text.h"
#include "pipelines/value.h"

namespace towpath::pipelines {
namespace {

constexpr int max_json_depth = 128;

// Reads JSON straight into values: the language needs every number as the nearest double and keys in their order.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Result<Value> read_document() {
    TRY(Value value, read_value(0));
    skip_blanks();
    if (at_ != text_.size()) return unexpected();
    return value;
  }

 private:
  Error unexpected() const {
    if (at_ >= text_.size()) return invalid_input("pipelines.invalid_json", "unexpected end of JSON");
    std::size_t end = at_;
    next_character(text_, end);
    return invalid_input("pipelines.invalid_json", "unexpected '" + std::string(text_.substr(at_, end - at_)) +
                                                       "' at byte " + std::to_string(at_ + 1));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool accept(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool accept_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Result<Value> read_value(int depth) {
    skip_blanks();
    if (at_ >= text_.size()) return unexpected();
    if (depth > max_json_depth) return invalid_input("pipelines.invalid_json", "JSON is nested too deep");
    switch (text_[at_]) {
      case '{':
        return read_object(depth);
      case '[':
        return read_array(depth);
      case '"': {
        TRY(std::string text, read_string());
        return Value(std::move(text));
      }
      default:
        break;
    }
    if (accept_word("null")) return Value();
    if (accept_word("true")) return Value(true);
    if (accept_word("false")) return Value(false);
    return read_number();
  }

  Result<Value> read_object(int depth) {
    ++at_;
    Object object;
    if (accept('}')) return Value(std::move(object));
    do {
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] != '"') return unexpected();
      TRY(std::string key, read_string());
      if (!accept(':')) return unexpected();
      TRY(Value value, read_value(depth + 1));
      // An equal key replaces; one that differs in case only is not reachable, and the first one stays.
      if (object.find(key) == nullptr || spelled_alike(object, key)) object.set(std::move(key), std::move(value));
    } while (accept(','));
    if (!accept('}')) return unexpected();
    return Value(std::move(object));
  }

  static bool spelled_alike(const Object& object, const std::string& key) {
    return std::any_of(object.entries().begin(), object.entries().end(),
                       [&](const auto& entry) { return entry.first == key; });
  }

  Result<Value> read_array(int depth) {
    ++at_;
    Array array;
    if (accept(']')) return Value(std::move(array));
    do {
      TRY(Value value, read_value(depth + 1));
      array.items.push_back(std::move(value));
    } while (accept(','));
    if (!accept(']')) return unexpected();
    return Value(std::move(array));
  }

  std::size_t skip_digits() {
    const std::size_t before = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ - before;
  }

  Result<Value> read_number() {
    const std::size_t start = at_;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
      ++at_;
    } else if (skip_digits() == 0) {
      return unexpected();
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (skip_digits() == 0) return unexpected();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (skip_digits() == 0) return unexpected();
    }
    return Value(parse_number(text_.substr(start, at_ - start)));
  }

  Result<std::uint32_t> read_code_unit() {
    std::uint32_t unit = 0;
    if (text_.size() - at_ < 4) return invalid_input("pipelines.invalid_json", "unexpected end of JSON");
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
    if (error != std::errc() || end != first + 4) return unexpected();
    at_ += 4;
    return unit;
  }

  static void append_utf8(std::string& out, std::uint32_t c) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x800) {
      out += static_cast<char>(0xC0 | (c >> 6));
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      out += static_cast<char>(0xE0 | (c >> 12));
      out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      out += static_cast<char>(0xF0 | (c >> 18));
      out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
      out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }

  Status read_unicode_escape(std::string& out) {
    TRY(std::uint32_t unit, read_code_unit());
    if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t before = at_;
      at_ += 2;
      TRY(const std::uint32_t low, read_code_unit());
      if (low >= 0xDC00 && low < 0xE000) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    return ok();
  }

  Result<std::string> read_string() {
    ++at_;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return unexpected();
      if (text_[at_] != '\\') {
        out += text_[at_++];
        continue;
      }
      if (++at_ >= text_.size()) return unexpected();
      const char escape = text_[at_++];
      constexpr std::string_view names = "\"\\/bfnrt";
      constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
      if (escape == 'u') {
        CHECK_OK(read_unicode_escape(out));
      } else if (const std::size_t i = names.find(escape); i != std::string_view::npos) {
        out += meant[i];
      } else {
        --at_;
        return unexpected();
      }
    }
    if (at_ >= text_.size()) return unexpected();
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void write_value(std::string& out, const Value& value, std::size_t depth) {
  const auto line = [&](bool first, std::size_t level) {
    if (!first) out += ',';
    out += '\n';
    out.append(level * 2, ' ');
  };
  switch (value.kind()) {
    case ValueKind::null:
      out += "null";
      return;
    case ValueKind::string:
      append_json_string(out, value.string());
      return;
    case ValueKind::number:
      out += std::isfinite(value.number()) ? value.to_text() : "null";
      return;
    case ValueKind::boolean:
      out += value.to_text();
      return;
    case ValueKind::array: {
      const auto& items = value.array().items;
      out += '[';
      for (std::size_t i = 0; i < items.size(); ++i) {
        line(i == 0, depth + 1);
        write_value(out, items[i], depth + 1);
      }
      if (!items.empty()) line(true, depth);
      out += ']';
      return;
    }
    case ValueKind::object: {
      const auto& entries = value.object().entries();
      out += '{';
      for (std::size_t i = 0; i < entries.size(); ++i) {
        line(i == 0, depth + 1);
        append_json_string(out, entries[i].first);
        out += ": ";
        write_value(out, entries[i].second, depth + 1);
      }
      if (!entries.empty()) line(true, depth);
      out += '}';
      return;
    }
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  write_value(out, value, 0);
  return out;
}

Result<Value> value_from_json(std::string_view text) { return JsonReader(text).read_document(); }

}  // namespace towpath::pipelines
