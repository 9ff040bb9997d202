#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/terminal_frames.h"

using namespace towpath::http::terminal;

// A message that is understood says exactly what it would be written as, and no piece is longer than allowed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  if (const auto frame = read_client_frame(message)) {
    if (encode(*frame) != message) std::abort();
    if (const auto* input = std::get_if<Input>(&*frame); input && input->bytes.size() > longest_piece) std::abort();
    if (const auto* window = std::get_if<Window>(&*frame); window && (window->columns > 1000 || window->rows > 1000))
      std::abort();
  }
  if (const auto frame = read_server_frame(message); frame && encode(*frame) != message) std::abort();
  return 0;
}
