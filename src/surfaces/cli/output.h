#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace towpath::cli {

/// A column of a table: its heading and where its text is in an item ("trigger/commit"; arrays are joined).
struct Column {
  std::string heading;
  std::string path;
};

/// The text at `path` in `value`; "" when absent or null, times as "3 min ago" when `path` ends in "At".
std::string text_at(const boost::json::value& value, std::string_view path);

/// Prints `answer["items"]` as a table, its first column as names, or the whole answer as JSON.
void print_list(Invocation& invocation, const boost::json::value& answer, const std::vector<Column>& columns,
                std::string_view when_empty);

/// Prints one object as "heading: text" lines, its first column as the name, or as JSON.
void print_object(Invocation& invocation, const boost::json::value& answer, const std::vector<Column>& columns);

}  // namespace towpath::cli
