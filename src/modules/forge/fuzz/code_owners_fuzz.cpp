#include <cstdint>
#include <string_view>

#include "forge/code_owners.h"

using namespace towpath::forge;

// Any text is a CODEOWNERS file, perhaps with problems; whoever owns a path is named by one of its rules.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const CodeOwners owners = CodeOwners::parse(text);
  const std::string_view path = text.substr(0, text.find('\n')).substr(0, 200);
  const auto& found = owners.owners_of(path);
  bool is_known = found.empty();
  for (const CodeOwners::Rule& rule : owners.rules())
    is_known = is_known || (rule.owners == found && owner_pattern_matches(rule.pattern, path));
  if (!is_known) __builtin_trap();
  return 0;
}
