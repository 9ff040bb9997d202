#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "markdown/rendering.h"

namespace towpath::docs {

/// Rendered pages by the digest of all that they were made from, the least recently read forgotten first. Thread-safe.
class PageCache {
 public:
  explicit PageCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// nullptr when it is not here. Shared: a page may be forgotten while it is being read.
  std::shared_ptr<const Rendering> find(const std::string& key);
  void put(const std::string& key, std::shared_ptr<const Rendering> page);

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Rendering> page;
    std::size_t bytes = 0;
  };
  const std::size_t most_bytes_;
  std::mutex mutex_;  // guards what follows
  std::list<Entry> entries_;
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
  std::size_t bytes_ = 0;
};

}  // namespace towpath::docs
