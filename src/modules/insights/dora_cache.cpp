#include "dora_cache.h"

#include "delivery_store.h"

namespace towpath::insights {

std::shared_ptr<const Dora> DoraCache::get(db::Tx& tx, const std::string& question,
                                           const std::function<Dora()>& judge) {
  const std::int64_t mark = DeliveryStore().mark(tx);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(question); found != kept_.end() && found->second.mark == mark)
      return found->second.dora;
  }
  auto judged = std::make_shared<const Dora>(judge());
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most_kept) kept_.clear();
  kept_[question] = {mark, judged};
  return judged;
}

}  // namespace towpath::insights
