#include "xml_text.h"

#include <charconv>

#include "base/strings.h"

#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t deepest = 8;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
         c == '-' || c == '.';
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A code point as UTF-8; false for what is no character of XML.
bool append_code_point(std::uint32_t code, std::string& out) {
  const bool is_allowed = code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
                          (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
  if (!is_allowed) return false;
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return true;
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t most_elements) : left_(text), most_elements_(most_elements) {}

  Result<XmlElement> document() {
    if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
    skip_blanks();
    if (left_.starts_with("<?xml")) {
      const auto end = left_.find("?>");
      if (end == left_.npos) return malformed();
      left_.remove_prefix(end + 2);
    }
    CHECK_OK(skip_between());
    XmlElement root;
    CHECK_OK(element(root, 1));
    CHECK_OK(skip_between());
    if (!left_.empty()) return malformed();
    return root;
  }

 private:
  static Error malformed() {
    return malformed_xml("The XML you provided was not well-formed or did not validate against our schema.");
  }

  void skip_blanks() {
    while (!left_.empty() && is_blank(left_.front())) left_.remove_prefix(1);
  }

  Status comment() {
    const auto end = left_.find("-->", 4);
    if (end == left_.npos) return malformed();
    left_.remove_prefix(end + 3);
    return ok();
  }

  Status skip_between() {
    for (;;) {
      skip_blanks();
      if (!left_.starts_with("<!--")) return ok();
      CHECK_OK(comment());
    }
  }

  /// Without a prefix.
  std::string name() {
    std::size_t size = 0;
    while (size < left_.size() && is_name_char(left_[size])) ++size;
    const std::string_view whole = left_.substr(0, size);
    left_.remove_prefix(size);
    return std::string(whole.substr(whole.rfind(':') + 1));
  }

  /// At "<name". Attributes are passed over.
  Status element(XmlElement& out, std::size_t depth) {
    if (!left_.starts_with('<') || depth > deepest || ++elements_ > most_elements_) return malformed();
    left_.remove_prefix(1);
    out.name = name();
    if (out.name.empty()) return malformed();
    for (;;) {
      skip_blanks();
      if (left_.starts_with("/>")) {
        left_.remove_prefix(2);
        return ok();
      }
      if (left_.starts_with('>')) break;
      CHECK_OK(attribute());
    }
    left_.remove_prefix(1);
    return content(out, depth);
  }

  Status attribute() {
    if (name().empty()) return malformed();
    skip_blanks();
    if (!left_.starts_with('=')) return malformed();
    left_.remove_prefix(1);
    skip_blanks();
    if (left_.empty() || (left_.front() != '"' && left_.front() != '\'')) return malformed();
    const auto end = left_.find(left_.front(), 1);
    if (end == left_.npos) return malformed();
    left_.remove_prefix(end + 1);
    return ok();
  }

  Status content(XmlElement& out, std::size_t depth) {
    for (;;) {
      if (left_.empty()) return malformed();
      if (left_.starts_with("<!--")) {
        CHECK_OK(comment());
      } else if (left_.starts_with("</")) {
        left_.remove_prefix(2);
        if (name() != out.name) return malformed();
        skip_blanks();
        if (!left_.starts_with('>')) return malformed();
        left_.remove_prefix(1);
        return ok();
      } else if (left_.starts_with("<!") || left_.starts_with("<?")) {
        return malformed();
      } else if (left_.front() == '<') {
        out.children.emplace_back();
        XmlElement child;
        CHECK_OK(element(child, depth + 1));
        out.children.back() = std::move(child);
      } else if (left_.front() == '&') {
        CHECK_OK(entity(out.text));
      } else {
        const auto end = left_.find_first_of("<&");
        out.text += left_.substr(0, end);
        left_.remove_prefix(end == left_.npos ? left_.size() : end);
      }
    }
  }

  Status entity(std::string& out) {
    const auto end = left_.substr(0, 12).find(';');
    if (end == left_.npos) return malformed();
    const std::string_view word = left_.substr(1, end - 1);
    left_.remove_prefix(end + 1);
    if (word == "amp")
      out += '&';
    else if (word == "lt")
      out += '<';
    else if (word == "gt")
      out += '>';
    else if (word == "quot")
      out += '"';
    else if (word == "apos")
      out += '\'';
    else
      return number(word, out);
    return ok();
  }

  static Status number(std::string_view word, std::string& out) {
    if (!word.starts_with('#')) return malformed();
    word.remove_prefix(1);
    const bool is_hex = word.starts_with('x');
    if (is_hex) word.remove_prefix(1);
    std::uint32_t code = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), code, is_hex ? 16 : 10);
    if (word.empty() || read.ec != std::errc() || read.ptr != word.data() + word.size() ||
        !append_code_point(code, out))
      return malformed();
    return ok();
  }

  std::string_view left_;
  const std::size_t most_elements_;
  std::size_t elements_ = 0;
};

}  // namespace

std::string_view XmlElement::child(std::string_view wanted) const {
  for (const XmlElement& one : children)
    if (one.name == wanted) return one.text;
  return {};
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\r')
      out += "&#13;";
    else if (byte < 0x20 && c != '\t' && c != '\n')
      out += '?';
    else
      out += c;
  }
  return out;
}

Result<XmlElement> parse_xml(std::string_view text, std::size_t most_elements) {
  if (!is_utf8(text)) return malformed_xml("The XML you provided is not UTF-8.");
  return Reader(text, most_elements).document();
}

}  // namespace towpath::buckets
