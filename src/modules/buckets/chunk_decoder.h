#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/sha256.h"

namespace towpath::buckets {

/// What each chunk of a signed stream is signed with; each signature covers the one before it.
struct ChunkSeal {
  Secret key;            ///< Of the day.
  std::string time;      ///< "20130524T000000Z"
  std::string scope;     ///< "20130524/us-east-1/s3/aws4_request"
  std::string previous;  ///< The signature of the request, then of the last chunk.
};

/// A body in S3's own chunks (content encoding aws-chunked): "<hex size>[;chunk-signature=<64 hex>]\r\n<bytes>\r\n", an
/// empty chunk at the end, then trailers, each "<name>:<value>\r\n", and an empty line. Pure, bounded memory. One
/// thread.
class ChunkDecoder {
 public:
  /// Without `seal` chunks carry no signature. `has_trailer`: headers follow the last chunk.
  ChunkDecoder(std::optional<ChunkSeal> seal, bool has_trailer);

  /// Reads a piece of the body; content goes to the end of `out`. What has come out counts only when is_done() says so:
  /// a chunk is checked at its end. Errors: buckets.incomplete_body (no chunks), buckets.wrong_signature.
  Status put(std::string_view in, std::string& out);
  /// Whether the end was read and everything signed was right.
  bool is_done() const { return state_ == State::done; }
  /// Header fields after the last chunk, names in lower case.
  const std::map<std::string, std::string>& trailers() const { return trailers_; }

 private:
  enum class State { head, content, content_end, trailer, done };

  Status take_head();
  Status end_chunk();
  Status take_trailer();
  Status end_trailers();
  /// Whether `in` had the rest of a line; it is then in line_ without its end.
  Result<bool> take_line(std::string_view& in);

  std::optional<ChunkSeal> seal_;
  const bool has_trailer_;
  State state_ = State::head;
  std::string line_;
  std::uint64_t left_ = 0;  ///< Bytes of the chunk that have not come.
  bool is_last_ = false;
  std::string signature_;  ///< The one the chunk carries.
  Sha256 hash_;            ///< Of the chunk's content.
  std::string signed_trailers_, trailer_signature_;
  std::map<std::string, std::string> trailers_;
};

}  // namespace towpath::buckets
