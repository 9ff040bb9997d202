#include "puppet_documents.h"

#include <fmt/format.h>

#include "shown_text.h"

namespace towpath::delivery {
namespace {

std::string_view digits_after(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == text.npos) return {};
  text.remove_prefix(at + mark.size());
  return text.substr(0, text.find_first_not_of("0123456789"));
}

}  // namespace

std::string read_puppet_error(std::string_view line, std::string_view folder) {
  constexpr std::string_view headline = "Error: ", place = "(file: ";
  if (!line.starts_with(headline)) return "";
  line.remove_prefix(headline.size());
  const auto at = line.find(place);
  if (at == line.npos) return shown(line, 500);
  const std::string_view where = line.substr(at + place.size());
  const auto end = where.find_first_of(",)");
  if (end == where.npos) return shown(line, 500);
  const std::string_view number = digits_after(where, ", line: "), column = digits_after(where, ", column: ");
  std::string_view what = line.substr(0, at);
  while (what.ends_with(' ')) what.remove_suffix(1);
  return shown(fmt::format("{}{}{}{}{}: {}", within(where.substr(0, end), folder), number.empty() ? "" : ":", number,
                           column.empty() ? "" : ":", column, what),
               700);
}

}  // namespace towpath::delivery
