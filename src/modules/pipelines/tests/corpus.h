#pragma once

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "support/test_paths.h"

namespace towpath::pipelines::tests {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The folder of public pipeline test data; absent, the calling test says so and passes.
inline std::optional<std::filesystem::path> corpus() {
  std::filesystem::path path = towpath::testing::corpus() / "pipelines";
  if (std::filesystem::is_directory(path)) return path;
  std::cerr << "SKIPPED: no test data at " << path << '\n';
  return std::nullopt;
}

}  // namespace towpath::pipelines::tests
