#pragma once

#include "announcement_service.h"
#include "http/http.h"
#include "post_office.h"

namespace towpath::feedback {

/// /api/v1/announcements. The service must outlive the router.
void add_announcement_routes(http::Router& router, AnnouncementService& announcements);
/// /api/v1/notification-settings.
void add_mail_routes(http::Router& router, PostOffice& post);

}  // namespace towpath::feedback
