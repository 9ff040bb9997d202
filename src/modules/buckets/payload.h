#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "http/http.h"

#include "chunk_decoder.h"
#include "content_check.h"
#include "signature.h"

namespace towpath::buckets {

/// The content in the body of a signed request: out of its chunks, and held against everything the request says of it.
/// One thread; the request outlives it.
class Payload {
 public:
  /// What stands for the body in the canonical request. Errors: buckets.invalid_request, buckets.not_implemented.
  static Result<std::string> hash_of(const Claim& claim, const http::Headers& headers);

  /// `key`: the claim's of the day. Errors: buckets.invalid_digest, buckets.invalid_request.
  enum class Checksums { compared, passed_over };
  static Result<Payload> of(const http::Request& request, const Claim& claim, const std::string& hash,
                            const Secret& key, Checksums checksums = Checksums::compared);

  /// How many bytes of content are announced; nothing when the request does not say.
  std::optional<std::uint64_t> announced() const { return announced_; }
  /// Some bytes of content, "" at the end, when all checks are done: only then is what was read before worth anything.
  /// Errors: buckets.wrong_content_hash, buckets.wrong_digest, buckets.wrong_signature, buckets.incomplete_body, and
  /// those of http::BodyReader.
  Result<std::string> read();
  /// All of it. Errors: as read(); buckets.invalid_request (more than `limit` bytes).
  Result<std::string> read_all(std::size_t limit);
  /// MD5 of the content, raw; after read() gave "".
  const std::string& md5() const { return md5_; }

 private:
  Payload(const http::Request& request, std::string hash) : request_(&request), hash_(std::move(hash)) {}
  Status expect_digests(Checksums checksums);
  Status finish();

  const http::Request* request_;
  std::string hash_;
  std::optional<std::uint64_t> announced_;
  std::unique_ptr<ChunkDecoder> chunks_;  ///< Null: the body is the content.
  std::unique_ptr<Sha256> sha256_;        ///< When the hash has to be compared.
  std::unique_ptr<Digester> digester_;
  std::string expected_md5_;
  std::string checksum_header_;  ///< "x-amz-checksum-crc32"; "" for none.
  std::string expected_checksum_;
  std::unique_ptr<Checksum> checksum_;
  std::uint64_t seen_ = 0;
  std::string md5_;
  bool is_finished_ = false;
};

}  // namespace towpath::buckets
