#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace towpath {

/// What `what` ("the repository 'shop'") is bound to another server's host. Kind unavailable; the code is
/// "<module>.other_host"; the host is the field /host, by which elsewhere() finds it again: the request is passed on to
/// that server, and a run's node waits for it.
Error other_host(std::string code, const std::string& what, const std::string& host_id);

/// The host an error made by other_host() names.
std::optional<std::string> elsewhere(const Error& error);

}  // namespace towpath
