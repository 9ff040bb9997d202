#pragma once

#include "announcement_service.h"
#include "feedback_service.h"
#include "http/http.h"
#include "notifications.h"
#include "roadmap_service.h"

namespace towpath::feedback {

/// /api/v1/feedback. The service must outlive the router.
void add_item_routes(http::Router& router, FeedbackService& feedback);
/// /api/v1/roadmap.
void add_roadmap_routes(http::Router& router, RoadmapService& roadmap);
/// /api/v1/notifications.
void add_notification_routes(http::Router& router, Notifications& notifications, AnnouncementService& announcements);

}  // namespace towpath::feedback
