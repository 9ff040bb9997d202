#include <cstdint>
#include <string_view>

#include "base/strings.h"
#include "forge/diff.h"

using namespace towpath;
using namespace towpath::forge;

namespace {

void check(const std::vector<FileDiff>& files, std::size_t size) {
  std::size_t lines = 0;
  for (const FileDiff& file : files) {
    if (file.new_path.empty() || !is_utf8(file.new_path) || !is_utf8(file.old_path)) __builtin_trap();
    for (const DiffHunk& hunk : file.hunks) lines += hunk.lines.size();
  }
  if (lines > size || files.size() > size) __builtin_trap();
}

}  // namespace

// Any text is either a diff or refused; what is read can be shown and is no larger than what was given.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto files = parse_patch(text); files.has_value()) check(*files, size);
  if (const auto files = parse_file_list(text); files.has_value()) check(*files, size);
  return 0;
}
