#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../kubernetes/exec_channels.h"
#include "base/strings.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

/// As `read -r` and `printf %b` do.
std::string turned_back(const std::string& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == '\n') continue;
    if (lines[i] != '\\') {
      out += lines[i];
      continue;
    }
    if (i + 4 >= lines.size() || lines[i + 1] != '0') std::abort();
    out += static_cast<char>((lines[i + 2] - '0') * 64 + (lines[i + 3] - '0') * 8 + (lines[i + 4] - '0'));
    i += 4;
  }
  return out;
}

}  // namespace

// What a cluster sends over the stream of a program, and what somebody types: an end is a code or words; a greeting is
// the same however it is cut; input comes back as it was, and no line of it says that it is over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto part = read_exec_message(bytes); part && part->bytes.size() + 1 != bytes.size()) std::abort();
  const ExecEnd end = read_exec_end(bytes);
  if (end.code && (*end.code < 0 || *end.code > 255 || !end.failure.empty())) std::abort();
  if (end.failure.size() > 600 || !is_utf8(end.failure)) std::abort();

  Greeting whole("01HELLO"), pieces("01HELLO");
  std::string_view rest = bytes;
  whole.take(rest);
  std::string left;
  for (std::size_t at = 0; at < size; ++at) {
    std::string_view one = bytes.substr(at, 1);
    pieces.take(one);
    left += one;
  }
  if (whole.is_said() != pieces.is_said() || left != rest || whole.other_words() != pieces.other_words()) std::abort();

  const std::string lines = input_lines(bytes);
  if (turned_back(lines) != bytes) std::abort();
  if (("\n" + lines).find("\n.\n") != std::string::npos) std::abort();
  return 0;
}
