#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::feedback {

inline constexpr std::array<std::string_view, 3> severities{"info", "warning", "critical"};

/// What the platform team wants people to know for a while.
struct Announcement {
  std::string id, title, text;
  std::string severity;
  std::vector<std::string> audience;  ///< References of groups; empty for everybody.
  UtcTime from, until, created_at;
  std::optional<UtcTime> told_at = {};  ///< When it began and people were told.
};

struct NewAnnouncement {
  std::string title = {}, text = {}, severity = "info";
  std::vector<std::string> audience = {};
  std::optional<UtcTime> from = {}, until = {};  ///< Absent: from now on, for a week.
};

struct AnnouncementPage {
  std::vector<Announcement> items;
  std::string next;
  std::int64_t total = 0;
};

}  // namespace towpath::feedback
