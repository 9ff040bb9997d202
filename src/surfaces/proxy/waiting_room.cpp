#include "waiting_room.h"

namespace towpath::proxy {

void WaitingRoom::ask(const std::string& route_id) {
  if (asked_.insert(route_id).second && on_asked) on_asked(route_id);
}

void WaitingRoom::table_changed(const Table& table) {
  std::set<std::string> still;
  for (const Route& route : table.routes)
    if (route.sleep == Sleep::asleep && asked_.contains(route.id)) still.insert(route.id);
  asked_ = std::move(still);
  for (Timer* timer : timers_) timer->cancel();
}

}  // namespace towpath::proxy
