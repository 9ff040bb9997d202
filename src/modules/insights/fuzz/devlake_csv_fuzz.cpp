#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "insights/devlake.h"

using namespace towpath::insights::devlake;

// A table of somebody else's export. What is read is written so that it reads the same, and every row is as wide as the
// header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = read_csv(std::string_view(reinterpret_cast<const char*>(data), size), "table.csv");
  if (!table.has_value()) {
    if (table.error().message().empty()) std::abort();
    return 0;
  }
  for (const auto& row : table->rows)
    if (row.size() != table->columns.size()) std::abort();
  for (const auto& row : table->rows)
    for (const auto& field : row) static_cast<void>(parse_instant(field));
  const auto again = read_csv(write_csv(*table), "again.csv");
  if (!again.has_value() || again->columns != table->columns || again->rows != table->rows) std::abort();
  return 0;
}
