#include "request_text.h"

#include <algorithm>

#include "base/strings.h"
#include "http/http.h"

namespace towpath::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Takes what stands before the separator from `text`.
std::string_view take(std::string_view& text, char separator) {
  const auto at = std::min(text.find(separator), text.size());
  const auto piece = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return piece;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus == Plus::space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> out;
  while (!query.empty()) {
    std::string_view value = take(query, '&');
    const auto name = percent_decode(take(value, '='), Plus::space);
    const auto decoded = percent_decode(value, Plus::space);
    if (name && decoded && !name->empty()) out.insert_or_assign(*name, *decoded);
  }
  return out;
}

std::map<std::string, std::string> parse_cookies(std::string_view header) {
  std::map<std::string, std::string> out;
  while (!header.empty()) {
    std::string_view value = take(header, ';');
    if (value.find('=') == value.npos) continue;
    const std::string_view name = trim(take(value, '='));
    value = trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!name.empty()) out.emplace(name, value);
  }
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    std::string_view parameters = take(accept_encoding, ',');
    const std::string coding = to_lower(trim(take(parameters, ';')));
    std::string_view weight = trim(parameters);
    const bool refused = weight.starts_with("q=0") && weight.find_first_not_of("0.", 3) == weight.npos;
    if (coding == "gzip") return !refused;
    if (coding == "*") any = !refused;
  }
  return any;
}

bool has_token(std::string_view header, std::string_view token) {
  const std::string wanted = to_lower(token);
  while (!header.empty())
    if (to_lower(trim(take(header, ','))) == wanted) return true;
  return false;
}

std::string host_without_port(std::string_view host) {
  if (host.starts_with('[')) return to_lower(host.substr(1, std::min(host.find(']'), host.size()) - 1));
  return to_lower(host.substr(0, host.rfind(':')));
}

bool is_sane_request_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace towpath::http
