#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "event_relay.h"

using namespace towpath;

namespace {

std::vector<std::string> events_of(std::string_view bytes, std::size_t step) {
  fleet::EventReader reader;
  std::vector<std::string> out;
  for (std::size_t at = 0; at < bytes.size(); at += step)
    if (!reader.read(bytes.substr(at, step), [&](const http::SseEvent& event) {
          out.push_back(event.id + "\x1f" + event.event + "\x1f" + event.data);
          return true;
        }))
      break;
  return out;
}

}  // namespace

/// However the bytes are cut, the same events come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size > 64 * 1024) return 0;
  if (events_of(bytes, 1) != events_of(bytes, size + 1)) std::abort();
  return 0;
}
