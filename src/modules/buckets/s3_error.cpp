#include "s3_error.h"

#include <fmt/format.h>

#include <array>

namespace towpath::buckets {
namespace {

struct Line {
  std::string_view ours;
  S3Word word;
};

// S3 API reference, "Error responses"; QuotaExceeded is Ceph's.
constexpr std::array lines{
    Line{"buckets.access_denied", {"AccessDenied", 403}},
    Line{"buckets.unknown_access_key", {"InvalidAccessKeyId", 403}},
    Line{"buckets.wrong_signature", {"SignatureDoesNotMatch", 403}},
    Line{"buckets.time_skewed", {"RequestTimeTooSkewed", 403}},
    Line{"buckets.malformed_authorization", {"AuthorizationHeaderMalformed", 400}},
    Line{"buckets.malformed_presign", {"AuthorizationQueryParametersError", 400}},
    Line{"buckets.no_such_bucket", {"NoSuchBucket", 404}},
    Line{"buckets.no_such_key", {"NoSuchKey", 404}},
    Line{"buckets.no_such_upload", {"NoSuchUpload", 404}},
    Line{"buckets.invalid_argument", {"InvalidArgument", 400}},
    Line{"buckets.invalid_request", {"InvalidRequest", 400}},
    Line{"buckets.invalid_digest", {"InvalidDigest", 400}},
    Line{"buckets.wrong_digest", {"BadDigest", 400}},
    Line{"buckets.wrong_content_hash", {"XAmzContentSHA256Mismatch", 400}},
    Line{"buckets.incomplete_body", {"IncompleteBody", 400}},
    Line{"buckets.too_large", {"EntityTooLarge", 400}},
    Line{"buckets.part_too_small", {"EntityTooSmall", 400}},
    Line{"buckets.invalid_part", {"InvalidPart", 400}},
    Line{"buckets.invalid_part_order", {"InvalidPartOrder", 400}},
    Line{"buckets.key_too_long", {"KeyTooLongError", 400}},
    Line{"buckets.metadata_too_large", {"MetadataTooLarge", 400}},
    Line{"buckets.malformed_xml", {"MalformedXML", 400}},
    Line{"buckets.precondition_failed", {"PreconditionFailed", 412}},
    Line{"buckets.invalid_range", {"InvalidRange", 416}},
    Line{"buckets.not_implemented", {"NotImplemented", 501}},
    Line{"buckets.method_not_allowed", {"MethodNotAllowed", 405}},
    Line{"buckets.quota_exceeded", {"QuotaExceeded", 403}},
    Line{"http.body_too_large", {"EntityTooLarge", 400}},
    Line{"http.body_invalid", {"IncompleteBody", 400}},
    Line{"http.client_gone", {"RequestTimeout", 400}},
    Line{"secrets.locked", {"ServiceUnavailable", 503}},
    Line{"blob.no_space", {"ServiceUnavailable", 503}},
};

}  // namespace

S3Word s3_word(const Error& error) {
  for (const Line& line : lines)
    if (line.ours == error.code()) return line.word;
  return {"InternalError", 500};
}

Error access_denied(std::string message) { return forbidden("buckets.access_denied", std::move(message)); }
Error invalid_argument(std::string message) { return invalid_input("buckets.invalid_argument", std::move(message)); }
Error invalid_request(std::string message) { return invalid_input("buckets.invalid_request", std::move(message)); }
Error malformed_xml(std::string message) { return invalid_input("buckets.malformed_xml", std::move(message)); }
Error not_implemented(std::string_view what) {
  return invalid_input("buckets.not_implemented", fmt::format("{} is not offered here.", what));
}
Error no_such_key() { return not_found("buckets.no_such_key", "The specified key does not exist."); }
Error no_such_upload() {
  return not_found("buckets.no_such_upload", "There is no such upload: it was completed, aborted or never begun.");
}
Error precondition_failed(std::string_view condition) {
  return conflict("buckets.precondition_failed", fmt::format("The condition {} does not hold.", condition));
}

}  // namespace towpath::buckets
