#pragma once

#include "adoption_store.h"
#include "events/events.h"
#include "fact_store.h"

namespace towpath::insights {

/// Turns what happened into facts that metrics count, and into the state of adoption. Who did it is read where it
/// matters (a review by the author is none) and kept nowhere.
class FactProjection final : public events::Projection {
 public:
  FactProjection(const FactStore& facts, const AdoptionStore& adoption) : facts_(facts), adoption_(adoption) {}
  std::string name() const override { return "insights.facts"; }
  int version() const override { return 5; }
  std::vector<std::string> types() const override;
  void clear(db::Tx& tx) override;
  void apply(db::Tx& tx, const events::SealedEvent& event) override;
  /// Facts are written, and added up by day, once for all of the events.
  void apply_all(db::Tx& tx, std::span<const events::SealedEvent> events) override;

 private:
  const FactStore& facts_;
  const AdoptionStore& adoption_;
};

}  // namespace towpath::insights
