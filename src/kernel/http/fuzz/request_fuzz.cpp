#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "request_parser.h"

using namespace towpath::http;

namespace {

struct Outcome {
  bool is_refused = false, is_header_done = false, is_done = false;
  std::string head, body;
  bool operator==(const Outcome&) const = default;
};

/// Feeds `text` in pieces of `piece` bytes, as a network does.
Outcome read(const std::string& text, std::size_t piece) {
  RequestParser parser(4096);
  Outcome out;
  std::string in;
  for (std::size_t at = 0; at < text.size() && !out.is_refused && !parser.is_done(); at += piece) {
    in.append(text, at, piece);
    for (std::size_t before = in.size() + 1; in.size() < before && !out.is_refused && !parser.is_done();) {
      before = in.size();
      const bool was_header_done = parser.is_header_done();
      out.is_refused = !parser.put(in).has_value();
      if (out.is_refused) break;
      if (parser.is_header_done() && !was_header_done) {
        const Request request = parser.take_request();
        out.head = request.method + "\n" + request.target + "\n" + request.path;
        for (const auto& [name, value] : request.headers.all()) out.head += "\n" + name + ": " + value;
        if (request.method.empty() || request.path.empty()) std::abort();
        before = in.size() + 1;  // it stops after the header even when more is there
      }
      out.body += parser.take_body();
    }
  }
  out.is_header_done = parser.is_header_done();
  out.is_done = parser.is_done();
  return out;
}

}  // namespace

// However the bytes come, they are one request, and nothing reads outside them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Outcome whole = read(text, std::max<std::size_t>(size, 1)), cut = read(text, 1);
  // A refusal may come earlier or later with other pieces; what was understood must be the same.
  if (!whole.is_refused && !cut.is_refused && !(whole == cut)) std::abort();
  if (whole.is_done != cut.is_done) std::abort();
  return 0;
}
