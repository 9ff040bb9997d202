#pragma once

#include <string>
#include <string_view>

namespace towpath::docs {

/// Appends `text` so that HTML shows it as it is, in content and in a quoted attribute.
inline void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
}

}  // namespace towpath::docs
