#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "insights/devlake.h"

namespace towpath::insights::devlake {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Takes one record off the text. `line` follows the line feeds read, for errors.
Result<std::vector<std::string>> take_record(std::string_view& text, std::size_t& line, std::string_view name) {
  std::vector<std::string> fields(1);
  const std::size_t began = line;
  bool is_quoted = false, was_quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (is_quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        fields.back() += '"';
        ++i;
      } else {
        is_quoted = false;
      }
    } else if (c == '"' && fields.back().empty() && !was_quoted) {
      is_quoted = was_quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
      was_quoted = false;
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      if (was_quoted)
        return invalid_input("insights.invalid_csv", fmt::format("{}:{}: text follows a closed quote.", name, line));
      fields.back() += c;
    }
  }
  if (is_quoted)
    return invalid_input("insights.invalid_csv", fmt::format("{}:{}: a quote is not closed.", name, began));
  text.remove_prefix(std::min(text.size(), i + 1));
  return fields;
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == field.npos) return field;
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string line_of(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) out += (&field == &fields.front() ? "" : ",") + quoted(field);
  return out + "\n";
}

}  // namespace

std::optional<std::size_t> Table::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Result<Table> read_csv(std::string_view text, std::string_view name) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Table table;
  std::size_t line = 1;
  while (!text.empty()) {
    const std::size_t at = line;
    TRY(auto fields, take_record(text, line, name));
    if (fields.size() == 1 && fields.front().empty()) continue;
    if (table.columns.empty()) {
      table.columns = std::move(fields);
      continue;
    }
    if (fields.size() != table.columns.size())
      return invalid_input("insights.invalid_csv", fmt::format("{}:{}: {} fields, where the header has {}.", name, at,
                                                               fields.size(), table.columns.size()));
    table.rows.push_back(std::move(fields));
  }
  if (table.columns.empty()) return invalid_input("insights.invalid_csv", fmt::format("{} has no header.", name));
  return table;
}

std::string write_csv(const Table& table) {
  std::string out = line_of(table.columns);
  for (const auto& row : table.rows) out += line_of(row);
  return out;
}

Result<Tables> read_folder(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Tables out;
  for (const fs::path& file : files) {
    std::string name = file.stem().string();
    if (name.ends_with("_after")) continue;
    for (const std::string_view ending : {"_before", "_raw"})
      if (name.ends_with(ending)) name.resize(name.size() - ending.size());
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    TRY(out[name], read_csv(text, file.filename().string()));
  }
  if (out.empty())
    return not_found("insights.no_tables", fmt::format("There is no CSV file in {}.", folder))
        .with_hint("Export DevLake's domain layer tables: one file a table, \"cicd_pipelines.csv\" and so on.");
  return out;
}

}  // namespace towpath::insights::devlake
