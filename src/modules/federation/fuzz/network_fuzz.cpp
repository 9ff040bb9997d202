#include <cstdint>
#include <cstdlib>
#include <string>

#include "network.h"

using namespace towpath::federation;

// The input is read as an address and as a network. An address that a whole-world network holds is one; whatever else
// it is, a loopback address is never reached without being named.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  static const Reach nothing_more = Reach::of({}).value();
  static const Reach everything = Reach::of({"::/0"}).value();
  if (nothing_more.allows(text) && !everything.allows(text)) std::abort();
  if (const auto named = Reach::of({text}); named.has_value() && nothing_more.allows("127.0.0.1")) std::abort();
  return 0;
}
