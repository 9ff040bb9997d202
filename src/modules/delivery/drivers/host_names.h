#pragma once

#include <string>
#include <string_view>

namespace towpath::delivery {

/// The host name under which a workload answers: "<workload>.localhost" in production, else
/// "<workload>-<environment>.localhost". A first label over 63 bytes (RFC 1035, 2.3.4) is cut and ends in a hash of it.
std::string workload_host(std::string_view workload, std::string_view environment, std::string_view environment_type);

/// True for lower-case names of letters, digits and hyphens, labels of at most 63 bytes, at most 253 in all.
bool is_host_name(std::string_view text);

}  // namespace towpath::delivery
