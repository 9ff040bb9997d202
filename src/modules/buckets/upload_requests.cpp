#include "upload_requests.h"

#include <fmt/format.h>

#include <charconv>

#include "object_headers.h"
#include "object_requests.h"
#include "s3_error.h"
#include "xml_text.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t most_complete_xml = 4 << 20;

std::string quoted(const std::string& etag) { return fmt::format("\"{}\"", etag); }

Result<http::Response> copy_part(const S3Request& request, int number, UploadService& uploads, ObjectService& objects) {
  TRY(const OpenObject source, copy_source(request, objects));
  ByteRange range{0, source.row.size};
  if (const std::string_view text = request.http.headers.get("x-amz-copy-source-range"); !text.empty()) {
    TRY(const auto wanted, range_in(text, source.row.size));
    if (!wanted) return invalid_argument("x-amz-copy-source-range must be bytes=<first>-<last>.");
    range = *wanted;
  }
  TRY(const PartRow part, uploads.copy_part(request.access(), request.key, request.value("uploadId"), number, source,
                                            range.offset, range.length));
  return xml_answer("CopyPartResult",
                    xml_field("LastModified", xml_time(part.modified_at)) + xml_field("ETag", quoted(part.etag)));
}

Result<std::vector<std::pair<int, std::string>>> parts_in(std::string_view body) {
  TRY(const XmlElement root, parse_xml(body, 10 * static_cast<std::size_t>(most_parts) + 1));
  if (root.name != "CompleteMultipartUpload")
    return malformed_xml("The body must be a CompleteMultipartUpload document.");
  std::vector<std::pair<int, std::string>> out;
  for (const XmlElement& element : root.children) {
    if (element.name != "Part") continue;
    const std::string_view text = element.child("PartNumber");
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 1 || number > most_parts)
      return malformed_xml("A part needs a number from 1 to 10000.");
    out.emplace_back(number, bare_etag(element.child("ETag")));
  }
  return out;
}

}  // namespace

Result<http::Response> begin_upload(const S3Request& request, UploadService& uploads) {
  TRY(About about, about_in(request.http.headers));
  TRY(const std::string id, uploads.begin(request.access(), request.key, std::move(about)));
  return xml_answer("InitiateMultipartUploadResult", xml_field("Bucket", request.access().bucket) +
                                                         xml_field("Key", request.key) + xml_field("UploadId", id));
}

Result<http::Response> put_part(const S3Request& request, UploadService& uploads, ObjectService& objects) {
  TRY(const int number, request.number("partNumber", 1, most_parts, 0));
  if (request.http.headers.has("x-amz-copy-source")) return copy_part(request, number, uploads, objects);
  TRY(Payload payload, request.payload());
  TRY(const PartRow part, uploads.put_part(request.access(), request.key, request.value("uploadId"), number, payload));
  http::Response out;
  out.content_type.clear();
  out.headers.set("ETag", quoted(part.etag));
  return out;
}

Result<http::Response> complete_upload(const S3Request& request, UploadService& uploads) {
  TRY(const WriteCondition condition, write_condition_in(request.http.headers));
  // A checksum in the headers is the object's, not the document's: the parts were checked as they came.
  TRY(Payload payload, request.document());
  TRY(const std::string body, payload.read_all(most_complete_xml));
  TRY(const auto parts, parts_in(body));
  TRY(const ObjectRow row,
      uploads.complete(request.access(), request.key, request.value("uploadId"), parts, condition));
  return xml_answer("CompleteMultipartUploadResult", xml_field("Bucket", request.access().bucket) +
                                                         xml_field("Key", request.key) +
                                                         xml_field("ETag", quoted(row.etag)));
}

Result<http::Response> abort_upload(const S3Request& request, UploadService& uploads) {
  CHECK_OK(uploads.abort(request.access(), request.key, request.value("uploadId")));
  return http::no_content();
}

Result<http::Response> list_parts(const S3Request& request, UploadService& uploads) {
  TRY(const int limit, request.number("max-parts", 1, 1000, 1000));
  TRY(const int after, request.number("part-number-marker", 0, most_parts, 0));
  const std::string id = request.value("uploadId");
  TRY(auto parts, uploads.parts(request.access(), request.key, id, after, static_cast<std::size_t>(limit) + 1));
  const bool is_truncated = parts.size() > static_cast<std::size_t>(limit);
  if (is_truncated) parts.pop_back();
  std::string out = xml_field("Bucket", request.access().bucket) + xml_field("Key", request.key) +
                    xml_field("UploadId", id) + xml_field("PartNumberMarker", std::to_string(after)) +
                    xml_field("MaxParts", std::to_string(limit)) +
                    xml_field("IsTruncated", is_truncated ? "true" : "false");
  if (is_truncated) out += xml_field("NextPartNumberMarker", std::to_string(parts.back().number));
  for (const PartRow& part : parts)
    out += fmt::format("<Part>{}{}{}{}</Part>", xml_field("PartNumber", std::to_string(part.number)),
                       xml_field("LastModified", xml_time(part.modified_at)), xml_field("ETag", quoted(part.etag)),
                       xml_field("Size", std::to_string(part.piece.size)));
  return xml_answer("ListPartsResult", out);
}

}  // namespace towpath::buckets
