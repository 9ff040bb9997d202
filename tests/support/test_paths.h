#pragma once

#include <filesystem>

namespace towpath::testing {

// Where a test finds things outside its own program. Functions instead of macros: the folders are compiled into one
// small file, so the compiler's cache answers for the other ones in every checkout.

/// The folder of public test data beside the checkout. May be absent: a test then says so and skips.
std::filesystem::path corpus();
/// The checkout.
std::filesystem::path source_folder();
/// The shipped program of this build.
std::filesystem::path program();

}  // namespace towpath::testing
