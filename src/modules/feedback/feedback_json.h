#pragma once

#include <string>

#include "announcement.h"
#include "heartbeat.h"
#include "item.h"
#include "notification.h"
#include "roadmap_item.h"

namespace towpath::feedback {

// The shapes of the API (api/openapi.yaml).
std::string item_body(const SeenItem& item);
std::string item_page_body(const ItemPage& page);
std::string roadmap_item_body(const SeenRoadmapItem& item);
std::string roadmap_page_body(const RoadmapPage& page);
/// `unseen`: what is announced to whoever asks and not put away.
std::string notification_page_body(const NotificationPage& page, const std::vector<Announcement>& unseen);
std::string heartbeat_body(const Heartbeat& heartbeat);

}  // namespace towpath::feedback
