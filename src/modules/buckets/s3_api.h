#pragma once

#include "gatekeeper.h"
#include "object_service.h"
#include "upload_service.h"

namespace towpath::buckets {

/// The S3 REST API, path style: `/<bucket>/<key>`. Thread-safe, blocking.
class S3Api {
 public:
  /// All outlive it.
  S3Api(Gatekeeper& gatekeeper, ObjectService& objects, UploadService& uploads)
      : gatekeeper_(gatekeeper), objects_(objects), uploads_(uploads) {}

  /// The answer to any request; an error is S3's XML.
  http::Response answer(const http::Request& request);

 private:
  Result<http::Response> serve(const http::Request& request);

  Gatekeeper& gatekeeper_;
  ObjectService& objects_;
  UploadService& uploads_;
};

}  // namespace towpath::buckets
