#include "post_courier.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/product.h"
#include "http/client.h"

namespace towpath::app {
namespace {

constexpr std::chrono::seconds patience{20};
constexpr int too_many_requests = 429;

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

Status PostCourier::chat(const feedback::Letter& letter) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = chat_webhook_.reveal();
  request.headers.set("Content-Type", "application/json");
  request.body = boost::json::serialize(
      boost::json::object{{"text", fmt::format("{}\n{}\n{}{}", letter.title, letter.text, portal_(), letter.link)}});
  request.timeout = patience;
  const auto answer = http::fetch(request);
  // Neither the address nor what the other side says goes on: the address is the secret.
  if (!answer.has_value()) return unavailable(answer.error().code(), "The chat's webhook cannot be reached.");
  if (answer->status < 300) return ok();
  std::string message = fmt::format("The chat's webhook answered {}.", answer->status);
  if (answer->status >= 500 || answer->status == too_many_requests)
    return unavailable("app.chat_delayed", std::move(message));
  return failed("app.chat_refused", std::move(message));
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
  const Secret webhook = config.secret("chat-webhook");
  if (!webhook.empty() && !webhook.reveal().starts_with("https://") && !webhook.reveal().starts_with("http://"))
    return wrong_setting("chat-webhook", "is no address as https://...");
  std::string address = config.text("public-url");
  while (address.ends_with('/')) address.pop_back();
  if (!address.empty()) portal = [address] { return address; };
  return std::unique_ptr<feedback::Courier>(
      std::make_unique<PostCourier>(std::move(server), webhook, std::move(portal)));
}

}  // namespace towpath::app
