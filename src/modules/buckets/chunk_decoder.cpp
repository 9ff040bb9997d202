#include "chunk_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hmac.h"
#include "base/strings.h"

#include "signature.h"

namespace towpath::buckets {
namespace {

constexpr std::size_t longest_line = 1024, most_trailers = 8;
constexpr std::uint64_t largest_chunk = std::uint64_t{5} << 30;
constexpr std::string_view signature_mark = ";chunk-signature=";
constexpr std::string_view trailer_signature_name = "x-amz-trailer-signature";

Error incomplete(std::string_view why) {
  return invalid_input("buckets.incomplete_body", fmt::format("The body is not in chunks as it says. {}", why));
}

Error wrong_signature() {
  return forbidden("buckets.wrong_signature", "The signature of a chunk does not match what was calculated.");
}

}  // namespace

ChunkDecoder::ChunkDecoder(std::optional<ChunkSeal> seal, bool has_trailer)
    : seal_(std::move(seal)), has_trailer_(has_trailer) {}

Status ChunkDecoder::put(std::string_view in, std::string& out) {
  while (!in.empty()) {
    switch (state_) {
      case State::head: {
        TRY(const bool is_whole, take_line(in));
        if (is_whole) CHECK_OK(take_head());
        break;
      }
      case State::content: {
        const std::string_view bytes = in.substr(0, left_);
        in.remove_prefix(bytes.size());
        left_ -= bytes.size();
        if (seal_) hash_.update(bytes);
        out += bytes;
        if (left_ == 0) state_ = State::content_end;
        break;
      }
      case State::content_end: {
        TRY(const bool is_whole, take_line(in));
        if (!is_whole) break;
        if (!line_.empty()) return incomplete("A chunk is longer than it says.");
        CHECK_OK(end_chunk());
        break;
      }
      case State::trailer: {
        TRY(const bool is_whole, take_line(in));
        if (is_whole) CHECK_OK(take_trailer());
        break;
      }
      case State::done:
        return incomplete("There is something after its end.");
    }
  }
  return ok();
}

Result<bool> ChunkDecoder::take_line(std::string_view& in) {
  const auto end = in.find('\n');
  const std::string_view piece = in.substr(0, end == in.npos ? in.npos : end + 1);
  if (line_.size() + piece.size() > longest_line) return incomplete("A line of it is too long.");
  line_ += piece;
  in.remove_prefix(piece.size());
  if (end == std::string_view::npos) return false;
  if (!line_.ends_with("\r\n")) return incomplete("A line of it does not end with CR LF.");
  line_.resize(line_.size() - 2);
  return true;
}

Status ChunkDecoder::take_head() {
  std::string_view head = line_;
  const auto mark = head.find(';');
  const std::string_view digits = head.substr(0, mark);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size() || left_ > largest_chunk)
    return incomplete("A chunk does not begin with its size.");
  signature_.clear();
  if (seal_) {
    if (mark == head.npos || !head.substr(mark).starts_with(signature_mark)) return wrong_signature();
    signature_ = head.substr(mark + signature_mark.size());
  }
  line_.clear();
  is_last_ = left_ == 0;
  if (!is_last_) {
    state_ = State::content;
    return ok();
  }
  if (!has_trailer_) {
    state_ = State::content_end;  // an empty line ends an empty chunk, too
    return ok();
  }
  CHECK_OK(end_chunk());
  state_ = State::trailer;
  return ok();
}

Status ChunkDecoder::end_chunk() {
  line_.clear();
  state_ = is_last_ ? State::done : State::head;
  if (!seal_) return ok();
  const std::string text = fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}", seal_->time, seal_->scope,
                                       seal_->previous, sha256_hex(""), hash_.finish_hex());
  const std::string right = signature_of(seal_->key, text);
  if (!equal_in_constant_time(right, signature_)) return wrong_signature();
  seal_->previous = right;
  return ok();
}

Status ChunkDecoder::take_trailer() {
  const std::string line = std::exchange(line_, std::string());
  if (line.empty()) return end_trailers();
  const auto colon = line.find(':');
  if (colon == line.npos || trailers_.size() >= most_trailers) return incomplete("Its trailers cannot be read.");
  const std::string name = to_lower(trim(std::string_view(line).substr(0, colon)));
  const std::string value(trim(std::string_view(line).substr(colon + 1)));
  if (name == trailer_signature_name) {
    trailer_signature_ = value;
    return ok();
  }
  if (!trailers_.emplace(name, value).second) return incomplete("A trailer comes twice.");
  signed_trailers_ += fmt::format("{}:{}\n", name, value);
  return ok();
}

Status ChunkDecoder::end_trailers() {
  state_ = State::done;
  if (!seal_) return ok();
  const std::string text = fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}", seal_->time, seal_->scope,
                                       seal_->previous, sha256_hex(signed_trailers_));
  if (!equal_in_constant_time(signature_of(seal_->key, text), trailer_signature_)) return wrong_signature();
  return ok();
}

}  // namespace towpath::buckets
