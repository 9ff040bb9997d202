#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "delivery/driver.h"

namespace towpath::delivery {

inline constexpr std::string_view object_prefix = "tp_", kept_mark = "_deleted_";

/// What a resource's database, user or account is called: `tp_` and 16 hex digits of its gu_id.
std::string object_name(const ResourceRequest& request);

/// What is kept aside is called: `<object>_deleted_<yyyymmdd>`, the day its retention time begins; with `_2` and so on
/// when `taken` has that day already.
std::string kept_name(const std::string& object, const std::vector<std::string>& taken, UtcTime now);

/// The object whose data are kept under this name.
std::string object_of_kept(const std::string& kept);

}  // namespace towpath::delivery
