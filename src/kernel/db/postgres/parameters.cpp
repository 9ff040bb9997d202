#include "postgres/parameters.h"

#include <bit>
#include <limits>
#include <stdexcept>

namespace towpath::db {
namespace {

[[noreturn]] void mismatch(std::size_t index, std::string_view sql) {
  throw std::logic_error("parameter " + std::to_string(index + 1) + " is not of the type its place has in: " +
                         std::string(sql) + " (a place without a type is text; CAST(? AS BIGINT) gives it one)");
}

}  // namespace

EncodedParameters::EncodedParameters(const Params& params, const std::vector<Oid>& types, std::string_view sql) {
  if (params.size() != types.size()) throw std::logic_error("wrong number of parameters for: " + std::string(sql));
  numbers_.reserve(params.size() * 8);
  for (std::size_t i = 0; i < params.size(); ++i) add(params[i], types[i], sql);
}

void EncodedParameters::add_number(std::uint64_t bits, std::size_t size) {
  const std::size_t start = numbers_.size();
  for (std::size_t i = size; i-- > 0;) numbers_.push_back(static_cast<char>(bits >> (8 * i)));
  values_.push_back(numbers_.data() + start);
  lengths_.push_back(static_cast<int>(size));
}

void EncodedParameters::add(const Value& value, Oid type, std::string_view sql) {
  const std::size_t index = values_.size();
  const auto& held = value.variant();
  formats_.push_back(1);  // binary
  if (value.is_null()) {
    values_.push_back(nullptr);
    lengths_.push_back(0);
  } else if (const auto* whole = std::get_if<std::int64_t>(&held)) {
    if (type == pg_type::int8) {
      add_number(static_cast<std::uint64_t>(*whole), 8);
    } else if (type == pg_type::int4) {
      // Where the server inferred a plain literal's type, for example in "n = CASE ? ...".
      if (*whole < std::numeric_limits<std::int32_t>::min() || *whole > std::numeric_limits<std::int32_t>::max())
        mismatch(index, sql);
      add_number(static_cast<std::uint32_t>(*whole), 4);
    } else if (type == pg_type::float8) {
      add_number(std::bit_cast<std::uint64_t>(static_cast<double>(*whole)), 8);
    } else {
      mismatch(index, sql);
    }
  } else if (const auto* real = std::get_if<double>(&held)) {
    if (type != pg_type::float8) mismatch(index, sql);
    add_number(std::bit_cast<std::uint64_t>(*real), 8);
  } else if (const auto* flag = std::get_if<bool>(&held)) {
    if (type != pg_type::boolean) mismatch(index, sql);
    add_number(*flag ? 1 : 0, 1);
  } else {
    const bool is_text = std::holds_alternative<std::string>(held);
    const bool takes_text = type == pg_type::text || type == pg_type::varchar || type == pg_type::unknown;
    if (is_text ? !takes_text : type != pg_type::bytea) mismatch(index, sql);
    const std::string& bytes = is_text ? std::get<std::string>(held) : std::get<Blob>(held).bytes;
    values_.push_back(bytes.data());
    lengths_.push_back(static_cast<int>(bytes.size()));
  }
}

}  // namespace towpath::db
