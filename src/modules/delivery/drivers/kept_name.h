#pragma once

#include <chrono>
#include <string_view>

namespace towpath::delivery {

/// Whether the eight digits after `mark` in the name of something kept aside are a day before `day`. False when there
/// are none: what is not surely old is not touched.
bool is_kept_before(std::string_view name, std::string_view mark, std::chrono::sys_days day);

}  // namespace towpath::delivery
