#pragma once

#include <functional>
#include <string>

#include "federation/outbox.h"
#include "feedback/ports.h"

namespace towpath::app {

/// What feedback says to everybody goes to the subscriptions of federation that take lines of text. Immutable.
class SubscribedChat final : public feedback::Chat {
 public:
  /// `portal` answers where the portal is, for links; "" for none.
  SubscribedChat(federation::Outbox& outbox, std::function<std::string()> portal)
      : outbox_(outbox), portal_(std::move(portal)) {}
  void tell(db::Tx& tx, const feedback::PublicNotice& notice) override;

 private:
  federation::Outbox& outbox_;
  const std::function<std::string()> portal_;
};

}  // namespace towpath::app
