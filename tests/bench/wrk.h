#pragma once

#include <string>

namespace towpath::bench {

/// Whether the load generator is installed; without it requests a second are not measured.
bool has_wrk();

/// Answered requests a second on `connections` kept connections over two seconds. Throws when wrk says that any failed.
double requests_per_second(const std::string& url, const std::string& header, int connections);

}  // namespace towpath::bench
