#pragma once

#include "s3_request.h"
#include "upload_service.h"

// Requests about one object.
namespace towpath::buckets {

/// GetObject, and HeadObject: the same without a body. Errors: buckets.no_such_key, buckets.precondition_failed,
/// buckets.invalid_range.
Result<http::Response> get_object(const S3Request& request, ObjectService& objects);
/// PutObject, or CopyObject when the request names a source. Errors: those of ObjectService.
Result<http::Response> put_object_request(const S3Request& request, ObjectService& objects);
Result<http::Response> delete_object(const S3Request& request, ObjectService& objects);

/// The object a copy takes its content from, when its conditions hold. Errors: buckets.access_denied (another bucket),
/// buckets.no_such_key, buckets.precondition_failed.
Result<OpenObject> copy_source(const S3Request& request, ObjectService& objects);

}  // namespace towpath::buckets
