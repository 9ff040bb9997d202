#pragma once

#include <string>

namespace towpath::bench {

/// Whether the load generator is installed; without it requests a second are not measured.
bool has_wrk();

/// How long requests_per_second() measures.
inline constexpr int load_seconds = 2;

/// Answered requests a second on `connections` kept connections over load_seconds. Throws when wrk says that any
/// failed.
double requests_per_second(const std::string& url, const std::string& header, int connections);

}  // namespace towpath::bench
