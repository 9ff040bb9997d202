#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/strings.h"
#include "shells/shell_recording.h"
#include "shells/terminal_text.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

constexpr std::size_t longest = 64 * 1024;

std::string lines(const std::string& bytes, std::size_t piece) {
  TerminalText text;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) out += text.feed(bytes.substr(at, piece));
  return out + text.flush();
}

std::string recorded(const std::string& bytes, std::size_t piece) {
  std::string rest, out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) out += text_from_bytes(rest, bytes.substr(at, piece), false);
  return out + text_from_bytes(rest, "", true);
}

}  // namespace

// What a program shows means the same however it is cut, leaves no control character in a log, and is UTF-8 in a
// recording.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > longest) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string text = lines(bytes, size + 1);
  if (text != lines(bytes, 1)) std::abort();
  for (const char c : text)
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f') std::abort();
  const std::string recording = recorded(bytes, size + 1);
  if (recording != recorded(bytes, 1) || !is_utf8(recording)) std::abort();
  return 0;
}
