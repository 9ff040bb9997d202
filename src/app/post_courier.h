#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/config.h"
#include "feedback/ports.h"
#include "http/mail.h"

namespace towpath::app {

/// Takes letters out by SMTP, as the settings say. Immutable.
class PostCourier final : public feedback::Courier {
 public:
  /// `portal` answers where the portal is, for links.
  PostCourier(http::MailServer server, std::function<std::string()> portal)
      : server_(std::move(server)), portal_(std::move(portal)) {}

  bool has_mail() const override { return !server_.url.empty(); }
  Status mail(const feedback::Letter& letter) override;

 private:
  const http::MailServer server_;
  const std::function<std::string()> portal_;
};

/// From the settings smtp-url, smtp-from, smtp-user and smtp-password. Errors: config.invalid_value.
Result<std::unique_ptr<feedback::Courier>> make_courier(const config::Config& config,
                                                        std::function<std::string()> portal);

}  // namespace towpath::app
