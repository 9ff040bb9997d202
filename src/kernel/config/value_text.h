#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace towpath::config {

/// "500ms", "30s", "5m", "2h", "7d" or "0" as milliseconds.
std::optional<std::int64_t> parse_duration(std::string_view text);

/// "512", "64KiB", "10MB" as bytes: k, M, G, T with "B" are powers of 1000, with "iB" of 1024.
std::optional<std::int64_t> parse_size(std::string_view text);

std::optional<std::int64_t> parse_integer(std::string_view text);

/// "true" or "false".
std::optional<bool> parse_boolean(std::string_view text);

}  // namespace towpath::config
