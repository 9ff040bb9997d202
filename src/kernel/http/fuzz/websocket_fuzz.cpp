#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "websocket_frames.h"

using namespace towpath::http;

namespace {

constexpr std::size_t message_limit = 4096;

/// What the reader made of the bytes, step by step.
std::vector<std::string> read(const std::string& text, std::size_t piece) {
  FrameReader reader(message_limit);
  std::vector<std::string> out;
  std::string in;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    in.append(text, at, piece);
    for (;;) {
      const FrameReader::Step step = reader.next(in);
      if (step == FrameReader::Step::need_more) break;
      if (step == FrameReader::Step::failed) {
        out.push_back("failed " + std::to_string(static_cast<int>(reader.failure())));
        return out;
      }
      if (reader.payload().size() > message_limit) std::abort();
      out.push_back(std::to_string(static_cast<int>(step)) + " " + reader.payload());
      if (step == FrameReader::Step::close) return out;
    }
  }
  return out;
}

}  // namespace

// Frames mean the same however the network cuts them, and no message grows over its limit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (read(text, size + 1) != read(text, 1)) std::abort();
  return 0;
}
