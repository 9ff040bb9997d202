#pragma once

#include "s3_request.h"
#include "upload_service.h"

// Requests about a bucket as a whole.
namespace towpath::buckets {

http::Response list_buckets(const S3Request& request);
http::Response bucket_location();
http::Response bucket_head();
/// ListObjectsV2, or ListObjects when the query does not say list-type=2. Errors: buckets.invalid_argument.
Result<http::Response> list_objects(const S3Request& request, ObjectService& objects);
/// ListMultipartUploads. Errors: buckets.invalid_argument.
Result<http::Response> list_uploads(const S3Request& request, UploadService& uploads);
/// DeleteObjects. Errors: buckets.malformed_xml, those of Payload::read().
Result<http::Response> delete_objects(const S3Request& request, ObjectService& objects);

}  // namespace towpath::buckets
