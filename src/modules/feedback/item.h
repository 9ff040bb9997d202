#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::feedback {

inline constexpr std::array<std::string_view, 5> item_kinds{"idea", "problem", "question", "praise", "friction"};
inline constexpr std::array<std::string_view, 5> item_statuses{"new", "planned", "shipped", "declined", "answered"};

/// Something a developer said about the platform.
struct Item {
  std::string id, kind, text;
  std::string page;        ///< Path in the portal it was sent from; "" from elsewhere.
  std::string entity_ref;  ///< What that page was about, or "".
  std::string context;     ///< What was being done, for example a command or a run, or "".
  std::string author_ref;  ///< "" when it was sent without a name.
  std::string status, answer;
  std::string roadmap_id;  ///< "" while it leads to nothing on the roadmap.
  std::int64_t votes = 0;
  UtcTime created_at, updated_at;
  std::optional<UtcTime> responded_at;  ///< When the platform team first reacted.
};

/// An item as one person sees it.
struct SeenItem {
  Item item;
  bool has_voted = false, is_mine = false;
};

struct NewItem {
  std::string kind, text;
  std::string page = {}, entity_ref = {}, context = {};
  bool without_name = false;
};

/// What the platform team decides about an item; absent stays as it is.
struct Triage {
  std::optional<std::string> status = {}, answer = {};
  std::optional<std::string> roadmap_id = {};  ///< "" ends the link.
};

enum class ItemOrder { newest, votes };

/// Which items to list. What is empty does not restrict.
struct ItemFilter {
  std::string kind = {}, status = {}, entity_ref = {}, roadmap_id = {}, author_ref = {};
  std::string words = {};  ///< Contained in the text.
  ItemOrder order = ItemOrder::newest;
  std::string after = {};  ///< ItemPage::next of the page before.
  std::size_t limit = 50;
};

struct ItemPage {
  std::vector<SeenItem> items;
  std::string next;  ///< "" on the last page.
  std::int64_t total = 0;
};

}  // namespace towpath::feedback
