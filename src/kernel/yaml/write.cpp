#include <boost/json.hpp>
#include <cmath>

#include "base/strings.h"
#include "json/json.h"
#include "scalar.h"
#include "yaml/yaml.h"

namespace towpath::yaml {

namespace bj = boost::json;

namespace {

bool is_empty_collection(const bj::value& value) {
  return (value.is_object() && value.get_object().empty()) || (value.is_array() && value.get_array().empty());
}

/// A literal block keeps its text exactly when every line is printable, none is only blanks, and the first does not
/// begin with a blank (the reader finds the indentation there).
bool is_literal_safe(std::string_view text) {
  if (text.find('\n') == text.npos || text.front() == ' ' || text.front() == '\n' || text.front() == '\t') return false;
  for (const std::string& line : split(text, '\n'))
    if ((!line.empty() && trim(line).empty()) || !is_printable(line)) return false;
  return true;
}

bool may_be_plain(std::string_view text) { return is_plain_safe(text, Place::block) && !has_yaml_1_1_meaning(text); }

class Writer {
 public:
  std::string write(const bj::value& value) {
    if (value.is_structured() && !is_empty_collection(value))
      collection(value, 0, Lead::none);
    else
      scalar(value, 0), out_ += '\n';
    return std::move(out_);
  }

 private:
  /// What stands before the first line of a collection: nothing, or the "- " of the sequence item it is.
  enum class Lead { none, dash };

  void indent(std::size_t columns) { out_.append(columns, ' '); }

  void collection(const bj::value& value, std::size_t columns, Lead lead) {
    bool is_first = lead == Lead::dash;
    if (const bj::array* array = value.if_array()) {
      for (const bj::value& item : *array) {
        if (!std::exchange(is_first, false)) indent(columns);
        out_ += "-";
        below(item, columns, Lead::dash);
      }
      return;
    }
    for (const auto& [key, item] : value.get_object()) {
      if (!std::exchange(is_first, false)) indent(columns);
      (out_ += may_be_plain(key) ? std::string(key) : double_quoted(key)) += ':';
      below(item, columns, Lead::none);
    }
  }

  /// What follows "-" or "key:" on its line and below it.
  void below(const bj::value& item, std::size_t columns, Lead lead) {
    if (!item.is_structured() || is_empty_collection(item)) {
      out_ += ' ';
      scalar(item, columns + 2);
      out_ += '\n';
    } else if (lead == Lead::dash) {
      out_ += ' ';
      collection(item, columns + 2, Lead::dash);
    } else {
      out_ += '\n';
      collection(item, columns + 2, Lead::none);
    }
  }

  void scalar(const bj::value& value, std::size_t columns) {
    if (value.is_array())
      out_ += "[]";
    else if (value.is_object())
      out_ += "{}";
    else if (value.is_string())
      text(value.get_string(), columns);
    else
      out_ += json::canonical(value);
  }

  void text(std::string_view text, std::size_t columns) {
    if (may_be_plain(text)) {
      out_ += text;
    } else if (columns > 0 && is_literal_safe(text)) {
      literal(text, columns);
    } else {
      out_ += double_quoted(text);
    }
  }

  void literal(std::string_view text, std::size_t columns) {
    // "|" ends with one line break, "|-" with none, "|+" keeps all of them.
    const bool has_end = text.ends_with('\n');
    out_ += !has_end ? "|-" : text.ends_with("\n\n") ? "|+" : "|";
    if (has_end) text.remove_suffix(1);
    for (const std::string& line : split(text, '\n')) {
      out_ += '\n';
      if (!line.empty()) indent(columns);
      out_ += line;
    }
  }

  std::string out_;
};

}  // namespace

std::string write(const bj::value& value) { return Writer().write(value); }

}  // namespace towpath::yaml
