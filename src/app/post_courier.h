#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/config.h"
#include "feedback/ports.h"
#include "http/mail.h"

namespace towpath::app {

/// Takes letters out as the settings say: mail by SMTP, the chat by an incoming webhook that takes {"text": "..."}, as
/// Slack, Mattermost, Rocket.Chat and Teams' workflows do. Immutable.
class PostCourier final : public feedback::Courier {
 public:
  /// `portal` answers where the portal is, for links.
  PostCourier(http::MailServer server, Secret chat_webhook, std::function<std::string()> portal)
      : server_(std::move(server)), chat_webhook_(std::move(chat_webhook)), portal_(std::move(portal)) {}

  bool has_mail() const override { return !server_.url.empty(); }
  bool has_chat() const override { return !chat_webhook_.empty(); }
  Status mail(const feedback::Letter& letter) override;
  Status chat(const feedback::Letter& letter) override;

 private:
  const http::MailServer server_;
  const Secret chat_webhook_;
  const std::function<std::string()> portal_;
};

/// From the settings smtp-url, smtp-from, smtp-user, smtp-password, chat-webhook and public-url; without the last,
/// links lead to `portal`. Errors: config.invalid_value.
Result<std::unique_ptr<feedback::Courier>> make_courier(const config::Config& config,
                                                        std::function<std::string()> portal);

}  // namespace towpath::app
