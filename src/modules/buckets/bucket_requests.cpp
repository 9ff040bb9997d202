#include "bucket_requests.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/strings.h"

#include "s3_error.h"
#include "xml_text.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t most_delete_xml = 2 << 20;

/// Texts of keys in an answer, encoded when the client asks for it.
struct KeyWriter {
  bool is_encoded = false;
  std::string field(std::string_view name, std::string_view text) const {
    return xml_field(name, is_encoded ? encoded(text, true) : std::string(text));
  }
};

/// What a continuation token says: where the page before ended.
std::string token_of(const ListPage& page) { return to_base64((page.is_last_prefix ? "p" : "k") + page.last); }

Status take_token(const std::string& token, ListQuery& query) {
  const auto text = from_base64(token);
  if (!text || text->empty() || (text->front() != 'p' && text->front() != 'k') || !is_utf8(*text))
    return invalid_argument("The continuation token provided is incorrect.");
  query.after = text->substr(1);
  query.is_after_all_of_it = text->front() == 'p';
  return ok();
}

Result<bool> wants_encoding(const S3Request& request) {
  const std::string encoding = request.value("encoding-type");
  if (!encoding.empty() && encoding != "url") return invalid_argument("Invalid Encoding Method specified in Request.");
  return !encoding.empty();
}

std::string owner_of(const S3Request& request) {
  return fmt::format("<Owner>{}{}</Owner>", xml_field("ID", request.access().bucket),
                     xml_field("DisplayName", request.access().bucket));
}

std::string contents(const S3Request& request, const ListPage& page, const KeyWriter& keys, bool has_owner) {
  std::string out;
  for (const ListedObject& object : page.objects)
    out += fmt::format("<Contents>{}{}{}{}{}{}</Contents>", keys.field("Key", object.key),
                       xml_field("LastModified", xml_time(object.modified_at)),
                       xml_field("ETag", "\"" + object.etag + "\""), xml_field("Size", std::to_string(object.size)),
                       xml_field("StorageClass", "STANDARD"), has_owner ? owner_of(request) : "");
  for (const std::string& prefix : page.prefixes)
    out += fmt::format("<CommonPrefixes>{}</CommonPrefixes>", keys.field("Prefix", prefix));
  return out;
}

}  // namespace

http::Response list_buckets(const S3Request& request) {
  return xml_answer("ListAllMyBucketsResult",
                    fmt::format("{}<Buckets><Bucket>{}{}</Bucket></Buckets>", owner_of(request),
                                xml_field("Name", request.access().bucket),
                                xml_field("CreationDate", xml_time(request.access().created_at))));
}

http::Response bucket_location() { return xml_answer("LocationConstraint", ""); }

http::Response bucket_head() {
  http::Response out;
  out.content_type = "application/xml";
  out.headers.set("x-amz-bucket-region", std::string(region));
  return out;
}

Result<http::Response> list_objects(const S3Request& request, ObjectService& objects) {
  const bool is_second = request.value("list-type") == "2";
  if (request.has("list-type") && !is_second) return invalid_argument("list-type must be 2.");
  TRY(const bool is_encoded, wants_encoding(request));
  TRY(const int limit, request.number("max-keys", 0, 1'000'000'000, static_cast<int>(most_keys)));
  ListQuery query;
  query.prefix = request.value("prefix");
  query.delimiter = request.value("delimiter");
  query.limit = std::min(static_cast<std::size_t>(limit), most_keys);
  query.after = request.value(is_second ? "start-after" : "marker");
  const std::string token = is_second ? request.value("continuation-token") : "";
  if (!token.empty()) CHECK_OK(take_token(token, query));
  const ListPage page = objects.list(request.access(), query);

  const KeyWriter keys{is_encoded};
  std::string out = xml_field("Name", request.access().bucket) + keys.field("Prefix", query.prefix) +
                    xml_field("MaxKeys", std::to_string(query.limit));
  if (!query.delimiter.empty()) out += keys.field("Delimiter", query.delimiter);
  if (is_encoded) out += xml_field("EncodingType", "url");
  out += xml_field("IsTruncated", page.is_truncated ? "true" : "false");
  if (is_second) {
    out += xml_field("KeyCount", std::to_string(page.objects.size() + page.prefixes.size()));
    if (!token.empty()) out += xml_field("ContinuationToken", token);
    if (request.has("start-after")) out += keys.field("StartAfter", request.value("start-after"));
    if (page.is_truncated) out += xml_field("NextContinuationToken", token_of(page));
  } else {
    out += keys.field("Marker", query.after);
    if (page.is_truncated) out += keys.field("NextMarker", page.last);
  }
  out += contents(request, page, keys, !is_second || request.value("fetch-owner") == "true");
  return xml_answer("ListBucketResult", out);
}

Result<http::Response> list_uploads(const S3Request& request, UploadService& uploads) {
  TRY(const bool is_encoded, wants_encoding(request));
  TRY(const int limit, request.number("max-uploads", 1, 1000, 1000));
  const std::string prefix = request.value("prefix");
  auto rows = uploads.list(request.access(), request.value("upload-id-marker"), static_cast<std::size_t>(limit) + 1);
  const bool is_truncated = rows.size() > static_cast<std::size_t>(limit);
  if (is_truncated) rows.pop_back();
  const KeyWriter keys{is_encoded};
  std::string out = xml_field("Bucket", request.access().bucket) + keys.field("Prefix", prefix) +
                    xml_field("MaxUploads", std::to_string(limit)) +
                    xml_field("IsTruncated", is_truncated ? "true" : "false");
  if (is_encoded) out += xml_field("EncodingType", "url");
  if (is_truncated)
    out += keys.field("NextKeyMarker", rows.back().key) + xml_field("NextUploadIdMarker", rows.back().id);
  for (const UploadRow& row : rows)
    if (row.key.starts_with(prefix))
      out += fmt::format("<Upload>{}{}{}{}</Upload>", keys.field("Key", row.key), xml_field("UploadId", row.id),
                         xml_field("StorageClass", "STANDARD"), xml_field("Initiated", xml_time(row.created_at)));
  return xml_answer("ListMultipartUploadsResult", out);
}

Result<http::Response> delete_objects(const S3Request& request, ObjectService& objects) {
  TRY(Payload payload, request.payload());
  TRY(const std::string body, payload.read_all(most_delete_xml));
  TRY(const XmlElement root, parse_xml(body, 6 * most_keys));
  if (root.name != "Delete") return malformed_xml("The body must be a Delete document.");
  std::vector<std::string> keys;
  for (const XmlElement& element : root.children) {
    if (element.name != "Object") continue;
    const std::string_view key = element.child("Key");
    if (key.empty()) return malformed_xml("An object to delete needs a key.");
    if (const std::string_view version = element.child("VersionId"); !version.empty() && version != "null")
      return not_implemented("Deleting a version");
    keys.emplace_back(key);
  }
  if (keys.empty() || keys.size() > most_keys)
    return malformed_xml(fmt::format("1 to {} objects can be deleted at once.", most_keys));
  CHECK_OK(objects.remove(request.access(), keys));
  std::string out;
  if (root.child("Quiet") != "true")
    for (const std::string& key : keys) out += fmt::format("<Deleted>{}</Deleted>", xml_field("Key", key));
  return xml_answer("DeleteResult", out);
}

}  // namespace towpath::buckets
