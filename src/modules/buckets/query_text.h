#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The address of a request as SigV4 sees it. Pure; nothing trusts its input.
namespace towpath::buckets {

/// Percent-decoded; nothing for a broken escape or a NUL byte. `is_query`: a plus is a blank.
std::optional<std::string> decoded(std::string_view text, bool is_query);

/// Percent-encoded but for letters, digits and "-._~", with upper-case digits; slashes stay when told so.
std::string encoded(std::string_view text, bool keeps_slashes);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// The pairs of a query, decoded, in order. "acl" is a name with an empty value. Nothing when one does not decode.
std::optional<QueryPairs> query_pairs(std::string_view query);

/// The first value of a name.
std::optional<std::string> value_of(const QueryPairs& pairs, std::string_view name);

/// Path and query of a request target.
std::pair<std::string_view, std::string_view> split_target(std::string_view target);

}  // namespace towpath::buckets
