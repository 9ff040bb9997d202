#include "post_courier.h"

#include <fmt/core.h>

#include "base/product.h"

namespace towpath::app {
namespace {

constexpr std::chrono::seconds patience{20};

Error wrong_setting(std::string_view name, std::string message) {
  return invalid_input("config.invalid_value", fmt::format("The setting {} {}.", name, message));
}

}  // namespace

Status PostCourier::mail(const feedback::Letter& letter) {
  http::Mail mail;
  mail.to = letter.address;
  mail.subject = letter.title;
  mail.text = fmt::format("{}\n\n{}{}\n\n-- \n{}. What you get by mail is up to you: {}/settings/profile\n",
                          letter.text, portal_(), letter.link, product::name, portal_());
  mail.id = letter.id;
  mail.date = letter.date;
  return http::send_mail(server_, mail);
}

Result<std::unique_ptr<feedback::Courier>> make_courier(const config::Config& config,
                                                        std::function<std::string()> portal) {
  http::MailServer server;
  server.url = config.text("smtp-url");
  server.from = config.text("smtp-from");
  server.user = config.text("smtp-user");
  server.password = config.secret("smtp-password");
  server.timeout = patience;
  if (!server.url.empty() && !server.url.starts_with("smtp://") && !server.url.starts_with("smtps://"))
    return wrong_setting("smtp-url", "is no address as smtp://host:port");
  if (!server.url.empty() && !http::is_mail_address(server.from))
    return wrong_setting("smtp-from", "must be the address mails come from when smtp-url is set");
  return std::unique_ptr<feedback::Courier>(std::make_unique<PostCourier>(std::move(server), std::move(portal)));
}

}  // namespace towpath::app
