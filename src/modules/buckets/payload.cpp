#include "payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/strings.h"

#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::string_view signed_chunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
constexpr std::string_view signed_chunks_trailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
constexpr std::string_view plain_chunks_trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
constexpr std::string_view checksum_prefix = "x-amz-checksum-";

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

Result<std::optional<std::uint64_t>> length_in(const http::Headers& headers, std::string_view name) {
  const std::string_view text = headers.get(name);
  if (text.empty()) return std::optional<std::uint64_t>();
  std::uint64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    return invalid_request(fmt::format("The header {} is no length.", name));
  return std::optional(out);
}

Error incomplete() {
  return invalid_input("buckets.incomplete_body", "The body has another length than the request says.");
}

}  // namespace

Result<std::string> Payload::hash_of(const Claim& claim, const http::Headers& headers) {
  const std::string given(headers.get("x-amz-content-sha256"));
  if (given.empty()) {
    if (claim.valid_for) return std::string(unsigned_payload);
    return invalid_request("The header x-amz-content-sha256 is missing.");
  }
  if (given == unsigned_payload || given == signed_chunks || given == signed_chunks_trailer ||
      given == plain_chunks_trailer || is_hash(given))
    return given;
  if (given.starts_with("STREAMING-")) return not_implemented(given.substr(0, 64));
  return invalid_argument(
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a kind of STREAMING, or a SHA-256 of 64 hexadecimal digits.");
}

Result<Payload> Payload::of(const http::Request& request, const Claim& claim, const std::string& hash,
                            const Secret& key, Checksums checksums) {
  Payload out(request, hash);
  const bool is_signed = hash == signed_chunks || hash == signed_chunks_trailer;
  if (is_signed || hash == plain_chunks_trailer) {
    std::optional<ChunkSeal> seal;
    if (is_signed) seal = ChunkSeal{key, claim.time, claim.scope(), claim.signature};
    out.chunks_ = std::make_unique<ChunkDecoder>(std::move(seal), hash != signed_chunks);
    TRY(out.announced_, length_in(request.headers, "x-amz-decoded-content-length"));
    if (!out.announced_) return invalid_request("The header x-amz-decoded-content-length is missing.");
  } else {
    TRY(out.announced_, length_in(request.headers, "Content-Length"));
    if (hash != unsigned_payload) out.sha256_ = std::make_unique<Sha256>();
  }
  out.digester_ = std::make_unique<Digester>(EVP_md5());
  CHECK_OK(out.expect_digests(checksums));
  return out;
}

Status Payload::expect_digests(Checksums checksums) {
  const http::Headers& headers = request_->headers;
  if (headers.has("Content-MD5")) {
    const auto md5 = from_base64(headers.get("Content-MD5"));
    if (!md5 || md5->size() != 16)
      return invalid_input("buckets.invalid_digest", "The header Content-MD5 is no MD5 in base64.");
    expected_md5_ = *md5;
  }
  if (checksums == Checksums::passed_over) return ok();
  for (const auto& [name, value] : headers.all()) {
    const std::string lower = to_lower(name);
    if (!lower.starts_with(checksum_prefix)) continue;
    auto checksum = make_checksum(std::string_view(lower).substr(checksum_prefix.size()));
    if (!checksum) continue;  // x-amz-checksum-type and the like say nothing about this content
    if (checksum_) return invalid_request("Only one checksum is taken.");
    const auto bytes = from_base64(value);
    if (!bytes || bytes->empty())
      return invalid_input("buckets.invalid_digest", fmt::format("The header {} is no checksum in base64.", lower));
    checksum_header_ = lower;
    expected_checksum_ = *bytes;
    checksum_ = std::move(checksum);
  }
  const std::string trailer = to_lower(headers.get("x-amz-trailer"));
  if (trailer.empty() || checksum_) return ok();
  if (trailer.starts_with(checksum_prefix))
    checksum_ = make_checksum(std::string_view(trailer).substr(checksum_prefix.size()));
  if (!checksum_) return not_implemented(fmt::format("The trailer {}", trailer.substr(0, 64)));
  if (!chunks_) return invalid_request("A trailer needs a body in chunks.");
  checksum_header_ = trailer;
  return ok();
}

Result<std::string> Payload::read() {
  while (!is_finished_) {
    TRY(const std::string bytes, request_->body_stream->read(piece_size));
    if (bytes.empty()) {
      CHECK_OK(finish());
      break;
    }
    std::string content;
    if (chunks_)
      CHECK_OK(chunks_->put(bytes, content));
    else
      content = bytes;
    if (content.empty()) continue;
    seen_ += content.size();
    if (announced_ && seen_ > *announced_) return incomplete();
    digester_->add(content);
    if (sha256_) sha256_->update(content);
    if (checksum_) checksum_->add(content);
    return content;
  }
  return std::string();
}

Status Payload::finish() {
  is_finished_ = true;
  if (chunks_ && !chunks_->is_done())
    return invalid_input("buckets.incomplete_body", "The body ends before its last chunk.");
  if (announced_ && seen_ != *announced_) return incomplete();
  md5_ = digester_->finish();
  if (sha256_ && !equal_in_constant_time(sha256_->finish_hex(), to_lower(hash_)))
    return invalid_input("buckets.wrong_content_hash",
                         "The provided x-amz-content-sha256 header does not match what was computed.");
  if (!expected_md5_.empty() && expected_md5_ != md5_)
    return invalid_input("buckets.wrong_digest", "The Content-MD5 you specified did not match what was received.");
  if (!checksum_) return ok();
  if (expected_checksum_.empty() && chunks_) {
    const auto trailer = chunks_->trailers().find(checksum_header_);
    if (trailer == chunks_->trailers().end())
      return invalid_request(fmt::format("The trailer {} was announced and did not come.", checksum_header_));
    expected_checksum_ = from_base64(trailer->second).value_or("");
  }
  if (checksum_->finish() != expected_checksum_)
    return invalid_input("buckets.wrong_digest",
                         fmt::format("The {} you specified did not match what was received.", checksum_header_));
  return ok();
}

Result<std::string> Payload::read_all(std::size_t limit) {
  std::string out;
  for (;;) {
    TRY(const std::string bytes, read());
    if (bytes.empty()) return out;
    if (out.size() + bytes.size() > limit)
      return invalid_request(fmt::format("The body has more than {} bytes.", limit));
    out += bytes;
  }
}

}  // namespace towpath::buckets
