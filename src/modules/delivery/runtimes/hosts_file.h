#pragma once

#include <string>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// What /etc/hosts is to be for a container: this machine's, and 127.0.0.1 for every name below localhost that the
/// container's variables and files mention. Browsers and curl resolve such names, glibc does not (RFC 6761, 6.3 lets it
/// choose). "" when none is mentioned.
std::string hosts_file(const Container& container, const std::string& of_this_machine);

}  // namespace towpath::delivery
