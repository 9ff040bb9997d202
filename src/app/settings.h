#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace towpath::app {

/// Every setting of the server.
std::vector<config::Setting> server_settings();

/// The folder a user's server keeps its data in when nothing else is said: $XDG_DATA_HOME or ~/.local/share, below the
/// product's name; /var/lib for root.
std::string default_data_directory();

}  // namespace towpath::app
