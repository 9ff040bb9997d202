#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>
#include <vector>

#include "db/value.h"

namespace towpath::db {

/// Type numbers of PostgreSQL's catalog (src/include/catalog/pg_type.dat), fixed for ever.
namespace pg_type {
inline constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25, float4 = 700, float8 = 701,
                     unknown = 705, varchar = 1043, numeric = 1700;
}

/// Values in the form the server wants for the types it inferred. A value of another kind than the place it goes to
/// throws std::logic_error: SQLite might let it pass, so it is told here. Borrows from the Params.
class EncodedParameters {
 public:
  EncodedParameters(const Params& params, const std::vector<Oid>& types, std::string_view sql);
  EncodedParameters(const EncodedParameters&) = delete;
  EncodedParameters& operator=(const EncodedParameters&) = delete;

  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const Value& value, Oid type, std::string_view sql);
  void add_number(std::uint64_t bits, std::size_t size);

  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<char> numbers_;  ///< Big-endian; reserved once, so that pointers into it stay.
};

}  // namespace towpath::db
