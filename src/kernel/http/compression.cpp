#include "compression.h"

#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>

#include "request_text.h"

namespace towpath::http {
namespace {

constexpr std::size_t smallest_worth_compressing = 1024;
constexpr int fast_level = 1;  // level 1 takes most of what JSON gives at a third of the default's time
constexpr int gzip_window = 15 + 16;

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != type.npos || type.find("javascript") != type.npos ||
         type.find("xml") != type.npos || type.find("yaml") != type.npos;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, fast_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("gzip did not finish");
  return out;
}

void compress_if_useful(const Request& request, Response& response) {
  if (response.body.size() <= smallest_worth_compressing || response.headers.has("Content-Encoding")) return;
  if (!is_text(response.content_type)) return;
  response.headers.add("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.headers.get("Accept-Encoding"))) return;
  response.body = gzip(response.body);
  response.headers.set("Content-Encoding", "gzip");
}

struct GzipDecoder::State {
  z_stream stream{};
};

GzipDecoder::GzipDecoder() : state_(std::make_unique<State>()) {
  if (inflateInit2(&state_->stream, gzip_window) != Z_OK) throw std::bad_alloc();
}

GzipDecoder::~GzipDecoder() { inflateEnd(&state_->stream); }

Status GzipDecoder::decode(std::string_view& in, std::size_t limit, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + limit);
  z_stream& stream = state_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + start);
  stream.avail_out = static_cast<uInt>(limit);
  const int result = is_done_ ? Z_DATA_ERROR : inflate(&stream, Z_NO_FLUSH);
  in.remove_prefix(in.size() - stream.avail_in);
  out.resize(start + limit - stream.avail_out);
  is_done_ = is_done_ || result == Z_STREAM_END;
  if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR) return ok();
  return invalid_input("http.body_invalid", "The body says it is gzip, but it does not decode.");
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  GzipDecoder decoder;
  std::string out;
  while (!decoder.is_done()) {
    const std::size_t before = out.size();
    CHECK_OK(decoder.decode(bytes, 64 * 1024, out));
    if (out.size() > limit) return body_too_large(limit);
    if (bytes.empty() && out.size() == before && !decoder.is_done())
      return invalid_input("http.body_invalid", "The gzip body ends too early.");
  }
  if (!bytes.empty()) return invalid_input("http.body_invalid", "The gzip body has bytes after its end.");
  return out;
}

Error body_too_large(std::size_t limit) {
  return invalid_input("http.body_too_large", fmt::format("The body is larger than the {} bytes allowed here.", limit));
}

}  // namespace towpath::http
