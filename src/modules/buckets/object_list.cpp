#include "object_list.h"

#include <algorithm>

namespace towpath::buckets {
namespace {

constexpr std::size_t largest_read = 1000;
/// No key of text that begins with a prefix comes behind this; one that does costs a look more and nothing else.
constexpr std::string_view last_character = "\xF4\x8F\xBF\xBF";

/// The common prefix a key belongs to; "" when it stands for itself.
std::string prefix_of(const ListQuery& query, const std::string& key) {
  if (query.delimiter.empty()) return "";
  const auto at = key.find(query.delimiter, query.prefix.size());
  return at == key.npos ? "" : key.substr(0, at + query.delimiter.size());
}

}  // namespace

ListPage list_page(const ListQuery& query,
                   const std::function<std::vector<ListedObject>(const std::string&, bool, std::size_t)>& read) {
  ListPage out;
  if (query.limit == 0) return out;
  // What begins with it was listed as one.
  std::string done = query.is_after_all_of_it ? query.after : "";
  if (done.empty() && !query.after.empty() && query.after.starts_with(query.prefix) &&
      prefix_of(query, query.after) == query.after)
    done = query.after;
  std::string cursor = done.empty() ? query.after : done + std::string(last_character);
  bool is_inclusive = false;
  if (cursor < query.prefix) {
    cursor = query.prefix;
    is_inclusive = true;
  }
  for (;;) {
    const auto rows = read(cursor, is_inclusive, std::min(largest_read, query.limit + 1));
    if (rows.empty()) return out;
    for (const ListedObject& row : rows) {
      if (!row.key.starts_with(query.prefix)) {
        if (row.key > query.prefix) return out;
        continue;
      }
      if (!done.empty() && row.key.starts_with(done)) continue;
      if (out.objects.size() + out.prefixes.size() == query.limit) {
        out.is_truncated = true;
        return out;
      }
      std::string common = prefix_of(query, row.key);
      out.is_last_prefix = !common.empty();
      out.last = common.empty() ? row.key : common;
      if (common.empty()) {
        out.objects.push_back(row);
      } else {
        out.prefixes.push_back(common);
        done = std::move(common);
      }
    }
    const std::string& last = rows.back().key;
    const bool is_within = !done.empty() && last.starts_with(done);
    const std::string behind = is_within ? done + std::string(last_character) : last;
    cursor = std::max(behind, last);
    is_inclusive = false;
  }
}

}  // namespace towpath::buckets
