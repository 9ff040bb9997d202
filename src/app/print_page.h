#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace towpath::app {

/// Prints a page that stands alone to PDF, with the Chromium of this machine. What the file says of when it was made is
/// taken out, so that the same page gives the same bytes with the same Chromium. Blocking, at most a minute.
/// Errors: app.no_browser (with another way), app.print_failed.
Result<std::string> print_page(const std::string& html);

/// Puts zeros in place of the digits of /CreationDate and /ModDate; nothing moves, so the file's own offsets hold.
std::string without_dates(std::string pdf);

}  // namespace towpath::app
