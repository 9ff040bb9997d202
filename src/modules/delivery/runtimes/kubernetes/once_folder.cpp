#include "once_folder.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace towpath::delivery {

OnceFolder::OnceFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    std::ifstream in(entry.path() / "place");
    InstancePlace place{"", "", InstanceId(entry.path().filename().string())};
    if (is_ulid(place.id.text()) && in >> place.name_space >> place.name) left_over_.push_back(std::move(place));
  }
}

void OnceFolder::note(const InstancePlace& place) const {
  const auto directory = folder_ / place.id.text();
  std::filesystem::create_directories(directory);
  std::ofstream out(directory / "place");
  out << place.name_space << ' ' << place.name << '\n';
  if (!out.flush()) throw std::runtime_error(fmt::format("{} could not be written", (directory / "place").string()));
}

void OnceFolder::forget(const InstanceId& key) const { std::filesystem::remove_all(folder_ / key.text()); }

}  // namespace towpath::delivery
