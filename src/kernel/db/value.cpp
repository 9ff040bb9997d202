#include "db/value.h"

#include <stdexcept>

namespace towpath::db {
namespace {

[[noreturn]] void mismatch(std::size_t column, const char* wanted, const Value& value) {
  static constexpr const char* names[] = {"NULL", "an integer", "a real", "a boolean", "text", "a blob"};
  throw std::logic_error("column " + std::to_string(column) + " was read as " + wanted + " but holds " +
                         names[value.variant().index()]);
}

template <class T>
const T& get(const std::vector<Value>& columns, std::size_t column, const char* wanted) {
  const Value& value = columns.at(column);
  const T* held = std::get_if<T>(&value.variant());
  if (!held) mismatch(column, wanted, value);
  return *held;
}

}  // namespace

const std::string& Row::text(std::size_t column) const { return get<std::string>(columns_, column, "text"); }
std::int64_t Row::integer(std::size_t column) const { return get<std::int64_t>(columns_, column, "an integer"); }
const std::string& Row::blob(std::size_t column) const { return get<Blob>(columns_, column, "a blob").bytes; }

double Row::real(std::size_t column) const {
  const Value& value = columns_.at(column);
  // An aggregate over no or whole numbers may come as an integer.
  if (const auto* whole = std::get_if<std::int64_t>(&value.variant())) return static_cast<double>(*whole);
  return get<double>(columns_, column, "a real");
}

bool Row::boolean(std::size_t column) const {
  const Value& value = columns_.at(column);
  // SQLite has no boolean type: BOOL columns and comparisons come as 0 or 1.
  if (const auto* whole = std::get_if<std::int64_t>(&value.variant())) return *whole != 0;
  return get<bool>(columns_, column, "a boolean");
}

UtcTime Row::time(std::size_t column) const {
  auto parsed = parse_rfc3339(text(column));
  if (!parsed) throw std::logic_error("column " + std::to_string(column) + " does not hold a time: " + text(column));
  return *parsed;
}

std::optional<std::string> Row::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}
std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}
std::optional<double> Row::optional_real(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return real(column);
}
std::optional<UtcTime> Row::optional_time(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

}  // namespace towpath::db
