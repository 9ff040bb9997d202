#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "announcement.h"

namespace towpath::feedback {

boost::json::array announcements_array(const std::vector<Announcement>& announcements);
std::string announcement_body(const Announcement& announcement);
std::string announcement_page_body(const AnnouncementPage& page);

}  // namespace towpath::feedback
