#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forge/diff.h"

namespace towpath::forge {

/// A line that is added and holds what looks like a secret. The text itself is not in here.
struct Leak {
  std::string path, kind;
  int line = 0;
};

/// What kind of secret a line looks like; "" for none: a private key, a token of a well-known provider by its prefix
/// and length, a password in a URL, or a long random text that is assigned to a name such as `password`.
std::string_view leak_in(std::string_view line);

/// Over the added lines of a diff, in its order, at most 100.
std::vector<Leak> leaks_of(const Diff& diff);

}  // namespace towpath::forge
