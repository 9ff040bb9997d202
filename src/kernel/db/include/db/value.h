#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace towpath::db {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

/// A parameter or a column. Times travel as RFC 3339 text, identifiers as their text, absent optionals as NULL.
class Value {
 public:
  using Variant = std::variant<std::nullptr_t, std::int64_t, double, bool, std::string, Blob>;

  Value(std::nullptr_t) {}
  Value(int v) : value_(static_cast<std::int64_t>(v)) {}
  Value(std::int64_t v) : value_(v) {}
  Value(std::size_t v) : value_(static_cast<std::int64_t>(v)) {}
  Value(double v) : value_(v) {}
  Value(bool v) : value_(v) {}
  Value(const char* v) : value_(std::string(v)) {}
  Value(std::string_view v) : value_(std::string(v)) {}
  Value(std::string v) : value_(std::move(v)) {}
  Value(Blob v) : value_(std::move(v)) {}
  Value(UtcTime v) : value_(to_rfc3339(v)) {}
  template <class Tag>
  Value(const Id<Tag>& v) : value_(v.text()) {}
  template <class T>
  Value(const std::optional<T>& v) {
    if (v) *this = Value(*v);
  }

  const Variant& variant() const { return value_; }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }

 private:
  Variant value_ = nullptr;
};

using Params = std::vector<Value>;

/// One result row. Columns are read by position, in the order of the SELECT list. A column of another type, or NULL
/// where a value is asked for, throws std::logic_error: the statement and the reader disagree, which is a bug.
class Row {
 public:
  explicit Row(std::vector<Value> columns) : columns_(std::move(columns)) {}

  std::size_t size() const { return columns_.size(); }
  bool is_null(std::size_t column) const { return columns_.at(column).is_null(); }
  const std::string& text(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;
  bool boolean(std::size_t column) const;
  const std::string& blob(std::size_t column) const;
  UtcTime time(std::size_t column) const;
  std::optional<std::string> optional_text(std::size_t column) const;
  std::optional<std::int64_t> optional_integer(std::size_t column) const;
  std::optional<double> optional_real(std::size_t column) const;
  std::optional<UtcTime> optional_time(std::size_t column) const;

 private:
  std::vector<Value> columns_;
};

}  // namespace towpath::db
