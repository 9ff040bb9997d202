#include "pattern_cache.h"

#include <re2/re2.h>

namespace towpath::script {
namespace {

constexpr std::size_t kept_patterns = 256;
constexpr std::int64_t pattern_memory = 1 << 20;

}  // namespace

PatternCache::PatternCache() = default;
PatternCache::~PatternCache() = default;

std::optional<bool> PatternCache::search(const std::string& pattern, std::string_view text) {
  auto found = compiled_.find(pattern);
  if (found == compiled_.end()) {
    if (compiled_.size() >= kept_patterns) compiled_.clear();
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_max_mem(pattern_memory);
    found = compiled_.emplace(pattern, std::make_unique<re2::RE2>(pattern, options)).first;
  }
  if (!found->second->ok()) return std::nullopt;
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *found->second);
}

}  // namespace towpath::script
