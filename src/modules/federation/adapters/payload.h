#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_text.h"

namespace boost::json {
class value;
}

namespace towpath::federation {

// Fields of payloads by JSON Pointer. Senders leave out, add and change: what is not there or of another type is empty.

/// A text as a row can hold it: UTF-8, without zeros, at most `longest` bytes; "" when it is not UTF-8.
std::string storable(std::string_view text, std::size_t longest = 2'000);

/// Storable.
std::string text_at(const boost::json::value& body, std::string_view pointer);
/// A number or a text of digits, as text: ids come as both.
std::string id_at(const boost::json::value& body, std::string_view pointer);
bool flag_at(const boost::json::value& body, std::string_view pointer);

/// As read_time() reads it, or a number of seconds since 1970.
std::optional<UtcTime> time_at(const boost::json::value& body, std::string_view pointer);

/// The branch or tag a reference names: "main" of "refs/heads/main".
std::string short_ref(std::string_view ref);

}  // namespace towpath::federation
