#pragma once

#include <string>
#include <string_view>

namespace towpath::db {

/// `?` outside quotes and comments become $1, $2, ...; sets `count` to their number.
std::string number_parameters(std::string_view sql, int& count);

}  // namespace towpath::db
