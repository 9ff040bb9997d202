#include "s3_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

#include "bucket_requests.h"
#include "object_requests.h"
#include "s3_error.h"
#include "s3_request.h"
#include "upload_requests.h"
#include "xml_text.h"

namespace towpath::buckets {
namespace {

/// Parts of the API that are not here: a client that asks for one must not get something else.
constexpr std::array<std::string_view, 30> absent_parts{"acl",
                                                        "accelerate",
                                                        "analytics",
                                                        "attributes",
                                                        "append",
                                                        "cors",
                                                        "encryption",
                                                        "inventory",
                                                        "intelligent-tiering",
                                                        "legal-hold",
                                                        "lifecycle",
                                                        "logging",
                                                        "metrics",
                                                        "notification",
                                                        "object-lock",
                                                        "ownershipControls",
                                                        "partNumber",
                                                        "policy",
                                                        "policyStatus",
                                                        "publicAccessBlock",
                                                        "replication",
                                                        "requestPayment",
                                                        "restore",
                                                        "retention",
                                                        "select",
                                                        "tagging",
                                                        "torrent",
                                                        "versions",
                                                        "website",
                                                        "versioning"};

Status check_parts(const S3Request& request) {
  for (const std::string_view name : absent_parts) {
    if (!request.has(name)) continue;
    if (name == "partNumber" && request.http.method == "PUT" && request.has("uploadId")) continue;
    if (name == "versioning" && request.http.method == "GET" && request.key.empty()) continue;
    return not_implemented(fmt::format("'{}'", name));
  }
  const std::string version = request.value("versionId");
  if (!version.empty() && version != "null") return not_implemented("'versionId'");
  return ok();
}

Error method_not_allowed() {
  return invalid_input("buckets.method_not_allowed", "The specified method is not allowed against this resource.");
}

Result<http::Response> serve_bucket(const S3Request& request, ObjectService& objects, UploadService& uploads) {
  const std::string& method = request.http.method;
  if (method == "HEAD") return bucket_head();
  if (method == "GET") {
    if (request.has("location")) return bucket_location();
    if (request.has("versioning")) return xml_answer("VersioningConfiguration", "");
    if (request.has("uploads")) return list_uploads(request, uploads);
    return list_objects(request, objects);
  }
  // Clients make the bucket before they use it: it is there.
  if (method == "PUT") {
    http::Response out = bucket_head();
    out.headers.set("Location", "/" + request.bucket);
    return out;
  }
  if (method == "POST" && request.has("delete")) return delete_objects(request, objects);
  if (method == "DELETE")
    return access_denied("The bucket belongs to a resource and goes with it: take it out of score.yaml.");
  return method_not_allowed();
}

Result<http::Response> serve_object(const S3Request& request, ObjectService& objects, UploadService& uploads) {
  const std::string& method = request.http.method;
  const bool is_upload = request.has("uploadId");
  if (method == "GET" && is_upload) return list_parts(request, uploads);
  if (method == "GET" || method == "HEAD") return get_object(request, objects);
  if (method == "PUT" && is_upload) return put_part(request, uploads, objects);
  if (method == "PUT") return put_object_request(request, objects);
  if (method == "POST" && request.has("uploads")) return begin_upload(request, uploads);
  if (method == "POST" && is_upload) return complete_upload(request, uploads);
  if (method == "DELETE" && is_upload) return abort_upload(request, uploads);
  if (method == "DELETE") return delete_object(request, objects);
  return method_not_allowed();
}

http::Response error_answer(const http::Request& request, const Error& error) {
  const S3Word word = s3_word(error);
  const std::string message = error.hint().empty() ? error.message() : error.message() + " " + error.hint();
  http::Response out;
  out.status = word.status;
  out.content_type = "application/xml";
  out.body = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{}{}{}{}</Error>",
                         xml_field("Code", word.code), xml_field("Message", message),
                         xml_field("Resource", request.path), xml_field("RequestId", request.id));
  return out;
}

}  // namespace

http::Response S3Api::answer(const http::Request& request) {
  auto served = serve(request);
  http::Response out = served ? std::move(served).value() : error_answer(request, served.error());
  out.headers.set("x-amz-request-id", request.id);
  out.headers.set("Server", "towpath");
  // Objects are anybody's: what a browser shows of them has no rights and no scripts.
  out.headers.set("Content-Security-Policy", "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  return out;
}

Result<http::Response> S3Api::serve(const http::Request& request) {
  const auto [path, query_text] = split_target(request.target);
  auto query = query_pairs(query_text);
  const auto whole = decoded(path, false);
  if (!query || !whole || !whole->starts_with('/') || !is_utf8(*whole))
    return invalid_argument("The address of this request cannot be read.");
  for (const auto& [name, value] : *query)
    if (!is_utf8(name) || !is_utf8(value)) return invalid_argument("The query of this request is not UTF-8.");
  TRY(Admitted admitted, gatekeeper_.admit(request, path, *query));
  const auto slash = whole->find('/', 1);
  S3Request asked{request, std::move(admitted), whole->substr(1, slash == std::string::npos ? slash : slash - 1),
                  slash == std::string::npos ? "" : whole->substr(slash + 1), std::move(*query)};
  if (asked.bucket.empty()) {
    if (request.method != "GET" || !asked.key.empty()) return method_not_allowed();
    return list_buckets(asked);
  }
  if (asked.bucket != asked.access().bucket) return access_denied("This access key is only for its own bucket.");
  if (asked.key.size() > longest_key)
    return invalid_input("buckets.key_too_long", fmt::format("Your key is longer than {} bytes.", longest_key));
  CHECK_OK(check_parts(asked));
  return asked.key.empty() ? serve_bucket(asked, objects_, uploads_) : serve_object(asked, objects_, uploads_);
}

}  // namespace towpath::buckets
