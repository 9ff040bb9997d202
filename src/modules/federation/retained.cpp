#include "federation/retained.h"

#include "received_store.h"

namespace towpath::federation {
namespace {

constexpr std::chrono::hours spared{24 * 400};
constexpr std::size_t at_once = 2'000;  // transactions stay short

}  // namespace

std::unique_ptr<retention::Retained> make_retained_facts(const Kernel& kernel) {
  db::Db& db = kernel.db;
  return retention::make_row_retained(
      "received_facts", spared,
      {[&db](UtcTime before) {
         return db.read([&](db::Tx& tx) {
           const ReceivedStore store;
           return retention::Rows::Counts{store.count_facts_before(tx, before), store.count_facts(tx)};
         });
       },
       [&db](UtcTime before) {
         return db.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
           return ReceivedStore().remove_facts_before(tx, before, at_once);
         });
       }});
}

}  // namespace towpath::federation
