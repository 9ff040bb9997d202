#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace towpath {

/// A typed identifier: mixing an EntityId with a RunId does not compile. The text is a ULID (26
/// characters, Crockford base32), so ids sort by creation time and need no coordination.
template <class Tag>
class Id {
 public:
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

/// A new ULID: 48 bits of UTC milliseconds, 80 random bits. Within one process later calls sort after earlier ones,
/// also inside the same millisecond. Thread-safe.
std::string new_ulid();

/// True for 26 characters of Crockford base32 in upper case, the form new_ulid() makes.
bool is_ulid(std::string_view text);

template <class IdType>
IdType new_id() {
  return IdType(new_ulid());
}

}  // namespace towpath
