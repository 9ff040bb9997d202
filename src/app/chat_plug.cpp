#include "chat_plug.h"

#include <fmt/core.h>

namespace towpath::app {

void SubscribedChat::tell(db::Tx& tx, const feedback::PublicNotice& notice) {
  std::string text = fmt::format("*{}*", notice.title);
  if (!notice.text.empty()) text += "\n" + notice.text;
  if (const std::string portal = portal_(); !portal.empty()) text += fmt::format("\n<{}{}>", portal, notice.link);
  outbox_.put(tx, {notice.topic, notice.what, std::move(text)});
}

}  // namespace towpath::app
