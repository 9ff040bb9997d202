#include "runner.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "base/version.h"

namespace towpath::runners {
namespace {

constexpr std::size_t longest_name = 63;

bool is_word(std::string_view text) {
  if (text.empty() || text.size() > longest_name) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

bool serves(const std::vector<std::string>& labels, const std::vector<std::string>& asked) {
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& label) {
    return std::find(labels.begin(), labels.end(), to_lower(label)) != labels.end();
  });
}

Status check_runner(const NewRunner& given) {
  constexpr const char* rule = "must be 1 to 63 lower-case letters, digits, '-', '_' or '.'";
  Error error = invalid_input("runners.invalid_runner", "A runner cannot be like that.");
  if (!is_word(given.name)) error.add_field("/name", rule);
  if (given.labels.size() > most_labels) error.add_field("/labels", fmt::format("must be at most {}", most_labels));
  for (std::size_t i = 0; i < std::min(given.labels.size(), most_labels); ++i)
    if (!is_word(given.labels[i])) error.add_field(fmt::format("/labels/{}", i), rule);
  if (given.version.size() > longest_name) error.add_field("/version", "must be at most 63 bytes");
  if (!error.fields().empty()) return error;
  return ok();
}

Status check_protocol(std::int64_t protocol, std::string_view version_there) {
  if (protocol == protocol_version) return ok();
  return conflict("runners.version_mismatch",
                  fmt::format("The runner {} speaks version {} of the runner protocol, this server {} version {}.",
                              version_there.empty() ? "there" : version_there, protocol, version(), protocol_version))
      .with_hint(fmt::format("Install towpath {} on the runner's machine and start it again; it stays registered.",
                             version()));
}

}  // namespace towpath::runners
