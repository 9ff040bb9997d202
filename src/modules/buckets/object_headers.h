#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/http.h"

#include "object_service.h"
#include "query_text.h"

// What headers of S3 say about objects. Pure.
namespace towpath::buckets {

/// Content type, kept headers and the client's own metadata. Errors: buckets.metadata_too_large,
/// buckets.invalid_argument, buckets.not_implemented (encryption with keys, locks, tags, public access).
Result<About> about_in(const http::Headers& headers);

/// Errors: buckets.not_implemented (If-None-Match with something else than "*").
Result<WriteCondition> write_condition_in(const http::Headers& headers);

/// What a conditional request comes to.
enum class Verdict { go_on, not_modified, failed };

/// If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since (RFC 9110 section 13.2.2); `prefix` is
/// "x-amz-copy-source-" for those about the source of a copy.
Verdict judge(const http::Headers& headers, std::string_view prefix, const ObjectRow& object);

struct ByteRange {
  std::int64_t offset = 0, length = 0;
};

/// The one range in "bytes=a-b", "bytes=a-" or "bytes=-n"; nothing when there is none or the header is another thing,
/// which counts as no header (RFC 9110 section 14.2). Errors: buckets.invalid_range (behind the end).
Result<std::optional<ByteRange>> range_in(std::string_view header, std::int64_t size);

/// ETag, Last-Modified and what the client said of the object; `query` may replace some ("response-content-type").
void describe(const ObjectRow& object, const QueryPairs& query, http::Response& response);

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(UtcTime time);
std::optional<UtcTime> parse_http_date(std::string_view text);

/// "bucket/key" or "/bucket/key", percent-encoded. Errors: buckets.invalid_argument, buckets.not_implemented (a
/// version).
struct CopySource {
  std::string bucket, key;
};
Result<CopySource> copy_source_in(const http::Headers& headers);

/// Without the quotes around it.
std::string bare_etag(std::string_view text);

}  // namespace towpath::buckets
