#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace towpath::buckets {

/// How S3 says that something failed.
struct S3Word {
  std::string_view code;  ///< "NoSuchKey"
  int status = 500;       ///< Of HTTP.
};

/// S3's word for an error of ours, and for those of kernel and secrets that can come up here.
S3Word s3_word(const Error& error);

// Errors that several places give.
Error access_denied(std::string message);
Error invalid_argument(std::string message);
Error invalid_request(std::string message);
Error malformed_xml(std::string message);
Error not_implemented(std::string_view what);
Error no_such_key();
Error no_such_upload();
Error precondition_failed(std::string_view condition);

}  // namespace towpath::buckets
