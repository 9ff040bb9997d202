#include "format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/strings.h"

namespace towpath::schema {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Reads exactly `count` digits at the front of `text` and moves it behind them; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), is_digit))
    return -1;
  int value = 0;
  for (const char c : text.substr(0, count)) value = value * 10 + (c - '0');
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return false;
  const int month = take_digits(text, 2);
  if (month < 0 || !take(text, '-')) return false;
  const int day = take_digits(text, 2);
  if (day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

// RFC 3339, section 5.6, full-time; a leap second only where it is 23:59:60 in UTC.
bool take_time(std::string_view& text) {
  const int hour = take_digits(text, 2);
  if (hour < 0 || !take(text, ':')) return false;
  const int minute = take_digits(text, 2);
  if (minute < 0 || !take(text, ':')) return false;
  const int second = take_digits(text, 2);
  if (second < 0) return false;
  if (take(text, '.')) {
    if (text.empty() || !is_digit(text.front())) return false;
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  }
  int offset = 0;
  if (!take(text, 'Z') && !take(text, 'z')) {
    const int sign = take(text, '-') ? -1 : take(text, '+') ? 1 : 0;
    const int hours = sign == 0 ? -1 : take_digits(text, 2);
    if (hours < 0 || hours > 23 || !take(text, ':')) return false;
    const int minutes = take_digits(text, 2);
    if (minutes < 0 || minutes > 59) return false;
    offset = sign * (hours * 60 + minutes);
  }
  if (hour > 23 || minute > 59) return false;
  if (second < 60) return true;
  return second == 60 && ((hour * 60 + minute - offset) % 1440 + 1440) % 1440 == 1439;
}

bool is_date(std::string_view text) { return take_date(text) && text.empty(); }
bool is_time(std::string_view text) { return take_time(text) && text.empty(); }

bool is_date_time(std::string_view text) {
  if (!take_date(text) || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return false;
  return take_time(text) && text.empty();
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  for (const std::string& label : split(text, '.')) {
    if (label.empty() || label.size() > 63 || !is_word(label.front()) || !is_word(label.back())) return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_word(c) || c == '-'; })) return false;
  }
  return true;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != local.npos) return false;
  const auto is_local = [](char c) {
    return is_word(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
  };
  const std::string_view domain = text.substr(at + 1);
  return std::all_of(local.begin(), local.end(), is_local) && is_hostname(domain);
}

bool is_ipv4(std::string_view text) {
  in_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

bool is_ipv6(std::string_view text) {
  in6_addr address;
  return text.find('\0') == text.npos && inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool has_uri_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
    } else if (!is_word(text[i]) &&
               std::string_view("-._~:/?#[]@!$&'()*+,;=").find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return std::count(text.begin(), text.end(), '#') <= 1;
}

// RFC 3986, section 3: a scheme, a colon, and only characters a URI may hold.
bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size() || !is_letter(text[0])) return false;
  const std::string_view scheme = text.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_word(c) || c == '+' || c == '-' || c == '.'; }) &&
         has_uri_characters(text);
}

bool is_uuid(std::string_view text) {
  if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

constexpr Format formats[] = {{"date-time", "a date and time such as 2024-05-31T08:00:00Z", is_date_time},
                              {"date", "a date such as 2024-05-31", is_date},
                              {"time", "a time such as 08:00:00Z", is_time},
                              {"email", "an e-mail address", is_email},
                              {"hostname", "a host name", is_hostname},
                              {"ipv4", "an IPv4 address", is_ipv4},
                              {"ipv6", "an IPv6 address", is_ipv6},
                              {"uri", "a URI such as https://example.com/a", is_uri},
                              {"uri-reference", "a URI or a relative reference", has_uri_characters},
                              {"uuid", "a UUID", is_uuid}};

}  // namespace

const Format* find_format(std::string_view name) {
  const auto found = std::find_if(std::begin(formats), std::end(formats),
                                  [name](const Format& format) { return format.name == name; });
  return found == std::end(formats) ? nullptr : found;
}

}  // namespace towpath::schema
