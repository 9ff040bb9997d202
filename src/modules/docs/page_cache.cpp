#include "page_cache.h"

namespace towpath::docs {

std::shared_ptr<const Rendering> PageCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->page;
}

void PageCache::put(const std::string& key, std::shared_ptr<const Rendering> page) {
  std::size_t bytes = key.size() + page->html.size() + page->title.size();
  for (const Heading& heading : page->toc) bytes += sizeof heading + heading.id.size() + heading.title.size();
  for (const std::string& link : page->broken_links) bytes += sizeof link + link.size();
  const std::lock_guard lock(mutex_);
  if (bytes > most_bytes_ || index_.contains(key)) return;
  entries_.push_front({key, std::move(page), bytes});
  index_[key] = entries_.begin();
  bytes_ += bytes;
  while (bytes_ > most_bytes_) {
    bytes_ -= entries_.back().bytes;
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

}  // namespace towpath::docs
