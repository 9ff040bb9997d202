#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "message_head.h"

using namespace towpath::proxy;

// Heads never read outside their bytes, and a chunked body ends at the same byte however it is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data),
                         size);  // Its own bytes, so that ASan sees reads beyond them.
  if (const auto length = head_length(text, 0); length > 0) {
    const std::string head(text, 0, length);
    MessageHead message;
    if (!parse_request(head, message)) {
      if (message.path.empty() || message.method.empty()) std::abort();
      for (const auto& field : message.fields) (void)is_hop_by_hop(message, field.name);
    }
    for (const auto* method : {"GET", "HEAD"}) (void)parse_response(head, method, message);
  }
  ChunkScanner whole;
  const auto end = whole.scan(text);
  ChunkScanner cut;
  std::size_t cut_end = 0;
  for (std::size_t at = 0; at < text.size() && !cut.is_done() && !cut.is_broken(); ++at)
    cut_end += cut.scan(std::string_view(text).substr(at, 1));
  if (cut.is_done() != whole.is_done() || cut.is_broken() != whole.is_broken() || cut_end != end) std::abort();
  return 0;
}
