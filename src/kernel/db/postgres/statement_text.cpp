#include "postgres/statement_text.h"

#include <algorithm>

namespace towpath::db {

std::string number_parameters(std::string_view sql, int& count) {
  std::string out;
  out.reserve(sql.size() + 16);
  count = 0;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '?') {
      out += '$' + std::to_string(++count);
    } else {
      if (sql[at] == '\'' || sql[at] == '"') {
        end = std::min(sql.find(sql[at], at + 1), sql.size() - 1) + 1;
      } else if (sql.substr(at).starts_with("--")) {
        end = std::min(sql.find('\n', at), sql.size());
      }
      out += sql.substr(at, end - at);
    }
    at = end;
  }
  return out;
}

}  // namespace towpath::db
