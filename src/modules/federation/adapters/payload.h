#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_text.h"
#include "fact.h"

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
/// The same as our events write times; "" when there is none.
std::string time_text_at(const boost::json::value& body, std::string_view pointer);

/// A fact about `name`, which makes `key` its own: the same number in two repositories is two things.
Fact fact_about(std::string name, std::string type, std::string_view key, std::optional<UtcTime> at);

/// What a change tells, as GitHub and those that speak like it write a pull request; the commit is the merge's once it
/// is merged.
std::vector<std::pair<std::string, std::string>> details_of_pull_request(const boost::json::value& body,
                                                                         const Fact& change);

/// The branch or tag a reference names: "main" of "refs/heads/main".
std::string short_ref(std::string_view ref);

}  // namespace towpath::federation
