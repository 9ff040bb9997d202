#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::feedback {

inline constexpr std::array<std::string_view, 5> stages{"now", "next", "later", "shipped", "dropped"};

/// Something the platform team means to do, has done, or will not do.
struct RoadmapItem {
  std::string id, title;
  std::string why;  ///< The pain it answers.
  std::string stage;
  std::string note;        ///< Of what shipped: the release note; of what was dropped: the reason.
  std::string capability;  ///< Entity reference of what it improves, or "".
  std::int64_t votes = 0;
  UtcTime created_at, updated_at;
  std::optional<UtcTime> shipped_at;
};

/// As one person sees it.
struct SeenRoadmapItem {
  RoadmapItem item;
  bool has_voted = false;
  std::int64_t feedback = 0;  ///< How many feedback items led to it.
};

struct NewRoadmapItem {
  std::string title, why, stage;
  std::string capability = {};
  std::vector<std::string> feedback = {};  ///< Ids of items it answers.
};

/// Absent stays as it is.
struct RoadmapChange {
  std::optional<std::string> title = {}, why = {}, stage = {}, note = {}, capability = {};
};

struct RoadmapPage {
  std::vector<SeenRoadmapItem> items;
  std::string next;
  std::int64_t total = 0;
};

}  // namespace towpath::feedback
