#include "kept_folders.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "base/id.h"
#include "kept_name.h"

namespace towpath::delivery {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kept_prefix = ".deleted-";

}  // namespace

fs::path KeptFolders::of(const std::string& gu_id) const {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (gu_id.empty() || !std::all_of(gu_id.begin(), gu_id.end(), is_hex))
    throw std::invalid_argument("a gu_id is hexadecimal");
  return folder_ / gu_id;
}

std::string KeptFolders::keep_aside(const std::string& gu_id) const {
  if (!fs::exists(of(gu_id))) return "";
  auto name = fmt::format("{}{:%Y%m%d}-{}-{}", kept_prefix, std::chrono::floor<std::chrono::seconds>(clock_.now()),
                          gu_id, new_ulid());
  fs::rename(of(gu_id), folder_ / name);
  return name;
}

void KeptFolders::remove(const std::string& gu_id) const {
  if (!fs::exists(folder_)) return;
  keep_aside(gu_id);  // half a folder is never taken for the whole one
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(kept_prefix) && name.find("-" + gu_id + "-") != std::string::npos)
      fs::remove_all(entry.path());
  }
}

std::vector<std::string> KeptFolders::remove_kept(std::chrono::sys_days day) const {
  std::vector<std::string> out;
  if (!fs::exists(folder_)) return out;
  for (const auto& entry : fs::directory_iterator(folder_))
    if (const auto name = entry.path().filename().string();
        name.starts_with(kept_prefix) && is_kept_before(name, kept_prefix, day)) {
      fs::remove_all(entry.path());
      out.push_back(name);
    }
  return out;
}

}  // namespace towpath::delivery
