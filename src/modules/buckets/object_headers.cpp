#include "object_headers.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"

#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t most_metadata = 2 * 1024;  // of names and values, as S3 counts it
constexpr std::size_t longest_header = 1024;
constexpr std::string_view metadata_prefix = "x-amz-meta-";
constexpr std::string_view usual_type = "binary/octet-stream";
constexpr std::array<std::string_view, 5> kept_headers{"Cache-Control", "Content-Disposition", "Content-Encoding",
                                                       "Content-Language", "Expires"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// What a client relies on and would not get must not be passed over.
Status check_wishes(const http::Headers& headers) {
  for (const auto& [name, value] : headers.all()) {
    const std::string lower = to_lower(name);
    if (lower.starts_with("x-amz-server-side-encryption") || lower.starts_with("x-amz-object-lock-") ||
        lower.starts_with("x-amz-grant-") || lower == "x-amz-tagging" || lower == "x-amz-website-redirect-location")
      return not_implemented(fmt::format("The header {}", lower.substr(0, 64)));
    if (lower == "x-amz-acl" && value != "private" && value != "bucket-owner-full-control")
      return not_implemented("Access for others than the owner");
  }
  return ok();
}

/// "aws-chunked" says how the body came, not what it is.
std::string without_chunked(std::string_view encoding) {
  std::vector<std::string> kept;
  for (const std::string& word : split(encoding, ','))
    if (const std::string_view bare = trim(word); !bare.empty() && to_lower(bare) != "aws-chunked")
      kept.emplace_back(bare);
  return join(kept, ",");
}

bool has_etag(std::string_view list, const std::string& etag) {
  for (const std::string& word : split(list, ','))
    if (const std::string_view bare = trim(word); bare == "*" || bare_etag(bare) == etag) return true;
  return false;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || text.front() == '-' || read.ec != std::errc() || read.ptr != text.data() + text.size())
    return std::nullopt;
  return out;
}

}  // namespace

std::string bare_etag(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

Result<About> about_in(const http::Headers& headers) {
  CHECK_OK(check_wishes(headers));
  About out;
  out.content_type = headers.has("Content-Type") ? std::string(headers.get("Content-Type")) : std::string(usual_type);
  for (const std::string_view name : kept_headers) {
    std::string value(headers.get(name));
    if (name == "Content-Encoding") value = without_chunked(value);
    if (!value.empty()) out.headers[std::string(name)] = std::move(value);
  }
  std::size_t size = 0;
  for (const auto& [name, value] : headers.all()) {
    const std::string lower = to_lower(name);
    if (!lower.starts_with(metadata_prefix) || lower.size() == metadata_prefix.size()) continue;
    std::string& kept = out.metadata[lower.substr(metadata_prefix.size())];
    kept += (kept.empty() ? "" : ",") + value;
    size += lower.size() - metadata_prefix.size() + value.size();
  }
  if (size > most_metadata)
    return invalid_input("buckets.metadata_too_large",
                         "Your metadata headers exceed the maximum allowed metadata size: 2 KiB.");
  const auto is_fine = [](std::string_view value) { return value.size() <= longest_header && is_utf8(value); };
  bool are_fine = is_fine(out.content_type);
  for (const auto& [name, value] : out.headers) are_fine = are_fine && is_fine(value);
  for (const auto& [name, value] : out.metadata) are_fine = are_fine && is_utf8(value) && is_utf8(name);
  if (!are_fine) return invalid_argument("A header that goes with the object is too long or not UTF-8.");
  return out;
}

Result<WriteCondition> write_condition_in(const http::Headers& headers) {
  WriteCondition out;
  if (headers.has("If-None-Match")) {
    if (trim(headers.get("If-None-Match")) != "*") return not_implemented("If-None-Match with an ETag, when writing,");
    out.if_none_match = true;
  }
  if (headers.has("If-Match")) out.if_match = bare_etag(trim(headers.get("If-Match")));
  return out;
}

Verdict judge(const http::Headers& headers, std::string_view prefix, const ObjectRow& object) {
  const auto given = [&](std::string_view name) { return headers.get(std::string(prefix) + std::string(name)); };
  const auto modified = std::chrono::floor<std::chrono::seconds>(object.modified_at);
  if (const auto match = given("if-match"); !match.empty()) {
    if (!has_etag(match, object.etag)) return Verdict::failed;
  } else if (const auto since = parse_http_date(given("if-unmodified-since")); since && modified > *since) {
    return Verdict::failed;
  }
  if (const auto match = given("if-none-match"); !match.empty()) {
    if (has_etag(match, object.etag)) return Verdict::not_modified;
  } else if (const auto since = parse_http_date(given("if-modified-since")); since && modified <= *since) {
    return Verdict::not_modified;
  }
  return Verdict::go_on;
}

Result<std::optional<ByteRange>> range_in(std::string_view header, std::int64_t size) {
  constexpr std::string_view unit = "bytes=";
  const std::optional<ByteRange> none;
  if (!header.starts_with(unit)) return none;
  header.remove_prefix(unit.size());
  const auto dash = header.find('-');
  if (dash == header.npos || header.find(',') != header.npos) return none;
  const auto first = number_in(trim(header.substr(0, dash))), last = number_in(trim(header.substr(dash + 1)));
  const bool is_suffix = trim(header.substr(0, dash)).empty();
  const auto unsatisfiable = [] {
    return invalid_input("buckets.invalid_range", "The requested range is not satisfiable.");
  };
  if (is_suffix) {
    if (!last) return none;
    if (*last == 0 || size == 0) return unsatisfiable();
    const std::int64_t length = std::min(*last, size);
    return std::optional(ByteRange{size - length, length});
  }
  if (!first || (!last && !trim(header.substr(dash + 1)).empty()) || (last && *last < *first)) return none;
  if (*first >= size) return unsatisfiable();
  return std::optional(ByteRange{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1});
}

void describe(const ObjectRow& object, const QueryPairs& query, http::Response& response) {
  response.content_type = object.about.content_type;
  http::Headers& headers = response.headers;
  headers.set("ETag", fmt::format("\"{}\"", object.etag));
  headers.set("Last-Modified", http_date(object.modified_at));
  headers.set("Accept-Ranges", "bytes");
  for (const auto& [name, value] : object.about.headers) headers.set(name, value);
  for (const auto& [name, value] : object.about.metadata) headers.set(std::string(metadata_prefix) + name, value);
  if (const auto type = value_of(query, "response-content-type")) response.content_type = *type;
  for (const std::string_view name : kept_headers)
    if (const auto value = value_of(query, "response-" + to_lower(name))) headers.set(name, *value);
}

std::string http_date(UtcTime time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", std::chrono::floor<std::chrono::seconds>(time));
}

std::optional<UtcTime> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT" || text[3] != ',' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  const auto day = number_in(text.substr(5, 2)), year = number_in(text.substr(12, 4)),
             h = number_in(text.substr(17, 2)), m = number_in(text.substr(20, 2)), s = number_in(text.substr(23, 2));
  if (month == months.end() || !day || !year || !h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(static_cast<int>(*year)),
                            std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return UtcTime(sys_days(date) + hours(*h) + minutes(*m) + seconds(*s));
}

Result<CopySource> copy_source_in(const http::Headers& headers) {
  std::string_view text = headers.get("x-amz-copy-source");
  if (const auto version = text.find("?versionId="); version != text.npos) {
    if (text.substr(version) != "?versionId=null") return not_implemented("A copy of a version");
    text = text.substr(0, version);
  }
  const auto path = decoded(text, false);
  if (!path || !is_utf8(*path)) return invalid_argument("The header x-amz-copy-source does not decode.");
  std::string_view whole = *path;
  if (whole.starts_with('/')) whole.remove_prefix(1);
  const auto slash = whole.find('/');
  if (slash == whole.npos || slash == 0 || slash + 1 == whole.size())
    return invalid_argument("The header x-amz-copy-source must be <bucket>/<key>.");
  return CopySource{std::string(whole.substr(0, slash)), std::string(whole.substr(slash + 1))};
}

}  // namespace towpath::buckets
