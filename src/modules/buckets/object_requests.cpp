#include "object_requests.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "log/log.h"

#include "object_headers.h"
#include "s3_error.h"

namespace towpath::buckets {
namespace {

Status check_source(const http::Headers& headers, const ObjectRow& object) {
  if (judge(headers, "x-amz-copy-source-", object) != Verdict::go_on)
    return precondition_failed("of the copy's source");
  return ok();
}

Result<std::string> source_key(const S3Request& request) {
  TRY(const CopySource source, copy_source_in(request.http.headers));
  if (source.bucket != request.access().bucket) return access_denied("This access key is only for its own bucket.");
  return source.key;
}

Result<http::Response> copy_object(const S3Request& request, ObjectService& objects) {
  const http::Headers& headers = request.http.headers;
  TRY(const std::string from, source_key(request));
  const std::string directive = to_lower(headers.get("x-amz-metadata-directive"));
  if (!directive.empty() && directive != "copy" && directive != "replace")
    return invalid_argument("x-amz-metadata-directive must be COPY or REPLACE.");
  const bool is_replaced = directive == "replace";
  TRY(About given, about_in(headers));
  if (from == request.key && !is_replaced)
    return invalid_request(
        "This copy request is illegal because it is trying to copy an object to itself without "
        "changing its metadata.");
  TRY(const ObjectRow row,
      objects.copy(request.access(), from, request.key, is_replaced ? std::optional(given) : std::nullopt,
                   [&headers](const ObjectRow& object) { return check_source(headers, object); }));
  return xml_answer("CopyObjectResult", xml_field("LastModified", xml_time(row.modified_at)) +
                                            xml_field("ETag", fmt::format("\"{}\"", row.etag)));
}

}  // namespace

Result<OpenObject> copy_source(const S3Request& request, ObjectService& objects) {
  TRY(const std::string from, source_key(request));
  TRY(OpenObject source, objects.open(request.access(), from));
  CHECK_OK(check_source(request.http.headers, source.row));
  return source;
}

Result<http::Response> get_object(const S3Request& request, ObjectService& objects) {
  TRY(OpenObject object, objects.open(request.access(), request.key));
  const http::Headers& headers = request.http.headers;
  http::Response out;
  describe(object.row, request.query, out);
  switch (judge(headers, "", object.row)) {
    case Verdict::failed:
      return precondition_failed("of the request");
    case Verdict::not_modified:
      out.status = 304;
      return out;
    case Verdict::go_on:
      break;
  }
  ByteRange range{0, object.row.size};
  TRY(const auto wanted, range_in(headers.get("Range"), object.row.size));
  if (wanted) {
    range = *wanted;
    out.status = 206;
    out.headers.set("Content-Range",
                    fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, object.row.size));
  }
  out.stream_size = static_cast<std::uint64_t>(range.length);
  if (range.length == 0) return out;
  out.stream = [&objects, pieces = std::move(object.pieces), range, key = request.key,
                bucket = request.access().bucket](http::Writer& writer) {
    const Status read = objects.read(pieces, range.offset, range.length,
                                     [&writer](std::string_view bytes) { return writer.write(bytes); });
    // The head is sent: a body that ends early tells the client.
    if (!read)
      log::error("the content of an object cannot be read",
                 {{"bucket", bucket}, {"key", key}, {"code", read.error().code()}});
  };
  return out;
}

Result<http::Response> put_object_request(const S3Request& request, ObjectService& objects) {
  const http::Headers& headers = request.http.headers;
  if (headers.has("x-amz-copy-source")) return copy_object(request, objects);
  TRY(About about, about_in(headers));
  TRY(const WriteCondition condition, write_condition_in(headers));
  TRY(Payload payload, request.payload());
  TRY(const ObjectRow row, objects.put(request.access(), request.key, std::move(about), payload, condition));
  http::Response out;
  out.content_type.clear();
  out.headers.set("ETag", fmt::format("\"{}\"", row.etag));
  return out;
}

Result<http::Response> delete_object(const S3Request& request, ObjectService& objects) {
  CHECK_OK(objects.remove(request.access(), {request.key}));
  return http::no_content();
}

}  // namespace towpath::buckets
