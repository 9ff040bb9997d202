#include "scorecards/retained.h"

#include "campaign_store.h"
#include "history_store.h"

namespace towpath::scorecards {
namespace {

constexpr std::size_t at_once = 2'000;  // transactions stay short

/// Both stores offer the same three.
template <class Store>
retention::Rows rows_of(const Kernel& kernel) {
  db::Db& db = kernel.db;
  return {[&db](UtcTime before) {
            return db.read([&](db::Tx& tx) {
              const Store store;
              return retention::Rows::Counts{store.count_before(tx, before), store.count_kept(tx)};
            });
          },
          [&db](UtcTime before) {
            return db.transact(
                [&](db::Tx& tx) -> Result<std::uint64_t> { return Store().remove_before(tx, before, at_once); });
          }};
}

}  // namespace

std::unique_ptr<retention::Retained> make_retained_history(const Kernel& kernel) {
  return retention::make_row_retained("scorecard_history", std::chrono::milliseconds(0), rows_of<HistoryStore>(kernel));
}

std::unique_ptr<retention::Retained> make_retained_progress(const Kernel& kernel) {
  return retention::make_row_retained("campaign_progress", std::chrono::milliseconds(0),
                                      rows_of<CampaignStore>(kernel));
}

}  // namespace towpath::scorecards
