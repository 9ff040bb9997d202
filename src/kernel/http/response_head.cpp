#include "response_head.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace towpath::http {
namespace {

/// What a browser may do with an answer. 'unsafe-inline' is nowhere: the UI's scripts and styles are files of our own.
constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
    "'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> security_headers{{
    {"Content-Security-Policy", content_security_policy},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
}};
constexpr std::string_view strict_transport_security = "max-age=31536000";

constexpr std::array<std::pair<int, std::string_view>, 33> reasons{{
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

std::string_view reason_of(int status) {
  for (const auto& [number, reason] : reasons)
    if (number == status) return reason;
  return "Unknown";
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  const auto append_safely = [&out](std::string_view text) {
    for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  };
  append_safely(name);
  out += ": ";
  append_safely(value);
  out += "\r\n";
}

}  // namespace

std::string response_head(const Request& request, const Response& response, const Framing& framing,
                          std::string_view date) {
  std::string out;
  out.reserve(1024);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const auto& [name, value] : response.headers.all()) append_header(out, name, value);
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  if (framing.content_length) append_header(out, "Content-Length", std::to_string(*framing.content_length));
  if (framing.is_chunked) append_header(out, "Transfer-Encoding", "chunked");
  if (!response.headers.has("Connection"))
    append_header(out, "Connection", framing.keep_alive ? "keep-alive" : "close");
  for (const auto& [name, value] : security_headers)
    if (!response.headers.has(name)) append_header(out, name, value);
  if (request.is_tls) append_header(out, "Strict-Transport-Security", strict_transport_security);
  append_header(out, "X-Request-Id", request.id);
  append_header(out, "Date", date);
  out += "\r\n";
  return out;
}

std::string http_date(std::int64_t unix_seconds) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds time{seconds(unix_seconds)};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace towpath::http
