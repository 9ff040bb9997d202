#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

// Pure reading of the small texts in a request. None of it throws or trusts its input.
namespace towpath::http {

enum class Plus { literal, space };

/// "%41b" is "Ab". Nothing for a broken escape or a NUL byte.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

/// The query without its "?". The last of a repeated name wins; a pair that does not decode is left out.
std::map<std::string, std::string> parse_query(std::string_view query);

/// A Cookie header (RFC 6265 section 5.4); the first of a repeated name wins, quotes around a value go.
std::map<std::string, std::string> parse_cookies(std::string_view header);

/// Whether an Accept-Encoding header lets the answer be gzip (RFC 9110 section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

/// Whether a comma-separated header has this token, case-insensitively: Connection, Upgrade.
bool has_token(std::string_view header, std::string_view token);

/// A Host header without its port: "[::1]:80" is "::1". Lower case.
std::string host_without_port(std::string_view host);

/// An incoming X-Request-Id that may be kept: 8 to 64 letters, digits, "-", "_" or ".".
bool is_sane_request_id(std::string_view id);

}  // namespace towpath::http
