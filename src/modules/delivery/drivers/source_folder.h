#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "delivery/module_source.h"

#include "source_inputs.h"

namespace towpath::delivery {

// Folders that drivers write for a program, anew each time and only for its owner. What cannot be written throws
// std::system_error.

/// Makes a folder (0700) that must not exist.
void make_private_folder(const std::filesystem::path& folder);
/// Writes a new file (0600): never through a link, never over something.
void write_private_file(const std::filesystem::path& file, std::string_view text);
/// What a program left there; "" for no file, a link, something else, or more than `most` bytes.
std::string read_plain_file(const std::filesystem::path& file, std::uintmax_t most);

/// The text a program is to run: files, or a folder of a repository.
struct SourceText {
  const std::map<std::string, std::string>& files;
  const std::optional<GitSource>& git;
};
/// Makes the folder `top` and writes the text there; answers where in it the program works, "" for `top` itself.
/// Errors: those of ModuleSource; delivery.invalid_inputs (the repository has no such folder).
Result<std::filesystem::path> write_source(const std::filesystem::path& top, const ResourceRequest& request,
                                           SourceText text, ModuleSource& repositories);

}  // namespace towpath::delivery
