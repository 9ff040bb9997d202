#pragma once

#include "delivery_store.h"
#include "events/events.h"
#include "incident_store.h"

namespace towpath::insights {

/// Keeps a row for each finished production deployment and for each incident of production.
class DeliveryProjection final : public events::Projection {
 public:
  DeliveryProjection(const DeliveryStore& deliveries, const IncidentStore& incidents)
      : deliveries_(deliveries), incidents_(incidents) {}
  std::string name() const override { return "insights.deliveries"; }
  int version() const override { return 5; }
  std::vector<std::string> types() const override;
  void clear(db::Tx& tx) override;
  void apply(db::Tx& tx, const events::SealedEvent& event) override;
  /// What is kept of outcomes is out of date once for all of the events.
  void apply_all(db::Tx& tx, std::span<const events::SealedEvent> events) override;

 private:
  void apply_deployment(db::Tx& tx, const events::SealedEvent& event);
  void apply_incident(db::Tx& tx, const events::SealedEvent& event);
  /// Charges incidents anew that opened soon after a deployment which became known only now.
  void recharge(db::Tx& tx, const Delivery& late);

  const DeliveryStore& deliveries_;
  const IncidentStore& incidents_;
};

}  // namespace towpath::insights
