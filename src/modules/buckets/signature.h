#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "http/http.h"

#include "query_text.h"

// Signature Version 4 as S3 reads it ("Authenticating Requests (AWS Signature Version 4)", S3 API reference). Pure.
namespace towpath::buckets {

inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
/// How far a client's clock may be off.
inline constexpr std::chrono::minutes most_skew{15};
inline constexpr std::chrono::seconds longest_presign{7 * 24 * 3600};

/// What a request says about who signed it.
struct Claim {
  std::string access_key_id;
  std::string day;                          ///< "20130524"
  std::string time;                         ///< "20130524T000000Z"
  UtcTime at;                               ///< The same as an instant.
  std::vector<std::string> signed_headers;  ///< Lower case, sorted.
  std::string signature;                    ///< 64 hexadecimal digits.
  /// Of a presigned address: how long it is valid.
  std::optional<std::chrono::seconds> valid_for;

  /// "20130524/us-east-1/s3/aws4_request"
  std::string scope() const;
};

/// A request in the parts that are signed. What it refers to outlives it.
struct SignedParts {
  std::string_view method;
  std::string_view path;  ///< As sent.
  const QueryPairs& query;
  const http::Headers& headers;
  std::string_view payload_hash;  ///< What stands at the end of the canonical request.
};

/// The claim in the header Authorization or in the query. Nothing when there is none: an anonymous request.
/// Errors: buckets.malformed_authorization, buckets.malformed_presign.
Result<std::optional<Claim>> read_claim(const QueryPairs& query, const http::Headers& headers);

/// Whether the claim is in time, and covers what it must: the header host and all that begin with x-amz-.
/// Errors: buckets.time_skewed, buckets.access_denied.
Status check_claim(const Claim& claim, const http::Headers& headers, UtcTime now);

std::string canonical_request(const SignedParts& parts, const Claim& claim);
std::string string_to_sign(const Claim& claim, std::string_view canonical_request);

/// The key for one day, derived from the secret key.
Secret signing_key(const Secret& secret_key, std::string_view day);

/// HMAC-SHA-256 as 64 hexadecimal digits.
std::string signature_of(const Secret& signing_key, std::string_view string_to_sign);

/// "20130524T000000Z" as an instant; nothing for another form.
std::optional<UtcTime> amz_time(std::string_view text);

}  // namespace towpath::buckets
