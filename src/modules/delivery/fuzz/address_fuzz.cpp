#include <cstdint>
#include <cstdlib>
#include <string>

#include "../drivers/service_address.h"

using namespace towpath;
using namespace towpath::delivery;

// The address of a server that an operator configures: what is read is usable, what is refused is not repeated.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto read = read_service_address(Secret(text), "redis", 6379);
  if (read) {
    if (read->host.empty() || read->port < 1 || read->port > 65'535) std::abort();
    if (read->password.reveal().find('\0') != std::string::npos && text.find('\0') == std::string::npos) std::abort();
  } else if (read.error().code() != "delivery.invalid_address" || read.error().hint().empty()) {
    std::abort();
  }
  return 0;
}
