#include "copy_records.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "json/json.h"

namespace towpath::delivery {
namespace {

void to_disk(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 || fsync(file) != 0) {
    if (file >= 0) close(file);
    throw std::runtime_error(fmt::format("{} could not be written", path.string()));
  }
  close(file);
}

}  // namespace

CopyRecords::CopyRecords(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
}

std::filesystem::path CopyRecords::place(const InstanceId& id) const {
  if (!is_ulid(id.text())) throw std::invalid_argument("an instance id is a ULID");
  return folder_ / (id.text() + ".json");
}

std::vector<InstanceId> CopyRecords::read(const InstanceId& id) const {
  const auto file = place(id);
  std::ifstream in(file, std::ios::binary);
  if (!in) return {id};
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto parsed = json::parse(text);
  const auto* further = parsed && parsed->is_object() ? parsed->get_object().if_contains("further") : nullptr;
  if (further == nullptr || !further->is_array()) throw std::runtime_error(fmt::format("{} is damaged", file.string()));
  std::vector<InstanceId> out{id};
  for (const auto& each : further->get_array()) {
    if (!each.is_string() || !is_ulid(std::string(each.get_string())))
      throw std::runtime_error(fmt::format("{} is damaged", file.string()));
    out.emplace_back(std::string(each.get_string()));
  }
  return out;
}

void CopyRecords::keep(const InstanceId& id, const std::vector<InstanceId>& copies) const {
  if (copies.size() <= 1) return forget(id);
  boost::json::array further;
  for (std::size_t i = 1; i < copies.size(); ++i) further.emplace_back(copies[i].text());
  const auto file = place(id);
  auto fresh = file;
  fresh += ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << boost::json::serialize(boost::json::object{{"version", 1}, {"further", std::move(further)}});
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{} could not be written", fresh.string()));
  to_disk(fresh);
  std::filesystem::rename(fresh, file);
  to_disk(folder_);
}

void CopyRecords::forget(const InstanceId& id) const { std::filesystem::remove(place(id)); }

std::vector<InstanceId> CopyRecords::further() const {
  std::vector<InstanceId> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const auto name = entry.path().stem().string();
    if (entry.path().extension() != ".json" || !is_ulid(name)) continue;
    const auto copies = read(InstanceId(name));
    out.insert(out.end(), copies.begin() + 1, copies.end());
  }
  return out;
}

}  // namespace towpath::delivery
