#include "commit_record.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/id.h"
#include "json/json.h"

namespace towpath::delivery {

CommitRecords::CommitRecords(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
}

std::filesystem::path CommitRecords::place(const InstanceId& id) const {
  if (!is_ulid(id.text())) throw std::invalid_argument("an instance id is a ULID");
  return folder_ / (id.text() + ".json");
}

void CommitRecords::keep(const InstanceId& id, const CommitRecord& record) const {
  boost::json::object files;
  for (const auto& [name, content] : record.files) files[name] = content;
  const auto file = place(id), fresh = folder_ / (id.text() + "." + new_ulid());
  std::ofstream out(fresh, std::ios::binary);
  out << boost::json::serialize(
      boost::json::object{{"version", 1}, {"commit", record.commit}, {"path", record.path}, {"files", files}});
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{} could not be written", fresh.string()));
  std::filesystem::rename(fresh, file);
}

std::optional<CommitRecord> CommitRecords::read(const InstanceId& id) const {
  std::ifstream in(place(id), std::ios::binary);
  if (!in) return std::nullopt;
  const auto parsed = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!parsed || !parsed->is_object()) throw std::runtime_error(fmt::format("{} is damaged", place(id).string()));
  CommitRecord out;
  out.commit = parsed->at("commit").as_string();
  out.path = parsed->at("path").as_string();
  for (const auto& [name, content] : parsed->at("files").as_object()) out.files[name] = content.as_string();
  return out;
}

void CommitRecords::forget(const InstanceId& id) const { std::filesystem::remove(place(id)); }

}  // namespace towpath::delivery
