#pragma once

#include "s3_request.h"
#include "upload_service.h"

// Requests about objects that come in parts. Errors: those of UploadService.
namespace towpath::buckets {

/// CreateMultipartUpload.
Result<http::Response> begin_upload(const S3Request& request, UploadService& uploads);
/// UploadPart, or UploadPartCopy when the request names a source.
Result<http::Response> put_part(const S3Request& request, UploadService& uploads, ObjectService& objects);
/// CompleteMultipartUpload.
Result<http::Response> complete_upload(const S3Request& request, UploadService& uploads);
/// AbortMultipartUpload.
Result<http::Response> abort_upload(const S3Request& request, UploadService& uploads);
/// ListParts.
Result<http::Response> list_parts(const S3Request& request, UploadService& uploads);

}  // namespace towpath::buckets
