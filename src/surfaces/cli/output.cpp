#include "output.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <ostream>

#include "base/strings.h"
#include "base/time.h"

namespace towpath::cli {
namespace {

std::string plain(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "";
    case boost::json::kind::string:
      return std::string(value.as_string());
    case boost::json::kind::array: {
      std::vector<std::string> parts;
      for (const auto& item : value.as_array()) parts.push_back(plain(item));
      return join(parts, ", ");
    }
    case boost::json::kind::double_:
      return fmt::format("{}", value.get_double());  // 0.031611; as JSON it would be 3.1611E-2.
    default:
      return boost::json::serialize(value);
  }
}

std::string ago(const std::string& text) {
  const auto time = parse_rfc3339(text);
  if (!time.has_value()) return text;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(SystemClock().now() - *time).count();
  if (seconds < 60) return "just now";
  if (seconds < 3600) return fmt::format("{} min ago", seconds / 60);
  if (seconds < 86400) return fmt::format("{} h ago", seconds / 3600);
  return fmt::format("{} d ago", seconds / 86400);
}

/// Columns a terminal shows: UTF-8 continuation bytes take none.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string text_at(const boost::json::value& value, std::string_view path) {
  const boost::json::value* at = &value;
  for (const std::string& key : split(path, '/')) {
    if (!at->is_object()) return "";
    at = at->as_object().if_contains(key);
    if (!at) return "";
  }
  const std::string text = plain(*at);
  return path.ends_with("At") && !text.empty() ? ago(text) : text;
}

void print_list(Invocation& invocation, const boost::json::value& answer, const std::vector<Column>& columns,
                std::string_view when_empty) {
  std::ostream& out = invocation.io.out;
  if (invocation.format == Format::json) {
    out << boost::json::serialize(answer) << "\n";
    return;
  }
  const auto& items = answer.at("items").as_array();
  if (invocation.format == Format::name) {
    for (const auto& item : items) out << text_at(item, columns.front().path) << "\n";
    return;
  }
  if (items.empty()) {
    invocation.io.err << when_empty << "\n";
    return;
  }
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : columns) rows[0].push_back(column.heading);
  for (const auto& item : items) {
    rows.emplace_back();
    for (const Column& column : columns) rows.back().push_back(text_at(item, column.path));
  }
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(i + 1 < row.size() ? widths[i] - width(row[i]) + 2 : 0, ' ');
    out << line << "\n";
  }
}

void print_object(Invocation& invocation, const boost::json::value& answer, const std::vector<Column>& columns) {
  std::ostream& out = invocation.io.out;
  if (invocation.format == Format::json) {
    out << boost::json::serialize(answer) << "\n";
    return;
  }
  if (invocation.format == Format::name) {
    out << text_at(answer, columns.front().path) << "\n";
    return;
  }
  std::size_t widest = 0;
  for (const Column& column : columns) widest = std::max(widest, width(column.heading));
  for (const Column& column : columns)
    if (const std::string text = text_at(answer, column.path); !text.empty())
      out << column.heading << ":" << std::string(widest - width(column.heading) + 1, ' ') << text << "\n";
}

}  // namespace towpath::cli
