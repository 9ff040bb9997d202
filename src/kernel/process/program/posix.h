#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frame.h"

/// The few system wrappers of the process program. It has no third-party code, throws nothing and is linked statically.
namespace towpath::process {

/// Whole content of a small file; empty when it cannot be read.
std::string read_file(const std::string& path);
/// Writes an existing file in one write(). False with errno set.
bool write_file(const std::string& path, std::string_view text);
/// Writes beside `path` and renames: readers see the old or the new content.
bool replace_file(const std::string& path, std::string_view text);
bool make_directories(const std::string& path);
/// Names in a directory without "." and "..".
std::vector<std::string> list_directory(const std::string& path);
/// Gives a directory tree (or file) to a user, never following symbolic links.
bool give_tree(const std::string& path, unsigned uid, unsigned gid);

std::uint64_t parse_number(std::string_view text);
std::vector<std::string_view> split_view(std::string_view text, char separator);

std::int64_t monotonic_ms();
std::int64_t realtime_us();

/// Becomes the program of argv, looked up in PATH of `env` when it has no '/'. Returns only on failure, with errno.
void exec_search(const std::vector<std::string>& argv, const std::vector<std::string>& env);

}  // namespace towpath::process
