#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/adapters.h"
#include "base/strings.h"

using namespace towpath;
using namespace towpath::federation;

// The first line is the type of the source, the second what the sender calls it (for cdevents: the content type), the
// third an id for the binary mode or nothing, the rest the body. Whatever comes: each reading says one thing, with a
// reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::array<std::string, 3> lines;
  for (std::string& line : lines) {
    const auto end = rest.find('\n');
    if (end == rest.npos) return 0;
    line = std::string(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (lines[0].empty()) return 0;
  Incoming incoming{lines[1], {}, std::string(rest)};
  incoming.headers.set("Content-Type", lines[1]);
  if (!lines[2].empty()) {
    incoming.headers.set("ce-specversion", "1.0");
    incoming.headers.set("ce-id", lines[2]);
    incoming.headers.set("ce-source", "/s");
    incoming.headers.set("ce-type", "dev.cdevents.service.deployed.0.3.0");
  }
  const auto readings = read_incoming(lines[0], incoming);
  if (!readings.has_value()) return 0;
  for (const Reading& reading : *readings) {
    const int said = (reading.fact ? 1 : 0) + (reading.ignored.empty() ? 0 : 1) + (reading.refused ? 1 : 0);
    if (said != 1 || (reading.fact && (reading.fact->type.empty() || reading.fact->key.empty()))) std::abort();
  }
  return 0;
}
