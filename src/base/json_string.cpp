#include "base/json_string.h"

namespace towpath {

void append_json_byte(std::string& out, char byte) {
  static constexpr char digits[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(byte) < 0x20)
        (out += "\\u00") += {digits[byte >> 4], digits[byte & 15]};
      else
        out += byte;
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char byte : text) append_json_byte(out, byte);
  out += '"';
}

}  // namespace towpath
