#include "instance_folder.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "json/json.h"

namespace towpath::delivery {

namespace {

constexpr std::string_view record_name = "instance.json";

std::string to_text(const InstanceRecord& record) {
  boost::json::object ports;
  for (const auto& [name, port] : record.host_ports) ports[name] = port;
  return boost::json::serialize(boost::json::object{{"version", 1},
                                                    {"project", record.project},
                                                    {"environment", record.environment},
                                                    {"workload", record.workload},
                                                    {"deployment", record.deployment_id},
                                                    {"bundle", record.bundle},
                                                    {"hostPorts", ports}});
}

InstanceRecord from_text(const std::filesystem::path& file, const std::string& text) {
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) throw std::runtime_error(fmt::format("{} is damaged", file.string()));
  const auto& object = parsed->get_object();
  const auto word = [&](std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  InstanceRecord record{word("project"), word("environment"), word("workload"), word("deployment"), word("bundle"), {}};
  if (const auto* ports = object.if_contains("hostPorts"); ports != nullptr && ports->is_object())
    for (const auto& [name, port] : ports->get_object()) record.host_ports[name] = port.to_number<int>();
  return record;
}

}  // namespace

InstanceFolder::InstanceFolder(std::filesystem::path instances, std::filesystem::path logs)
    : instances_(std::move(instances)), logs_(std::move(logs)) {
  std::filesystem::create_directories(instances_);
  std::filesystem::create_directories(logs_);
}

std::filesystem::path InstanceFolder::place(const InstanceId& id) const {
  if (!is_ulid(id.text())) throw std::invalid_argument("an instance id is a ULID");
  return instances_ / id.text();
}

std::filesystem::path InstanceFolder::log_directory(const InstanceId& id) const {
  const auto present = process_directory(id);
  return std::filesystem::exists(present / "log") ? present : logs_ / id.text();
}

bool InstanceFolder::has(const InstanceId& id) const {
  return std::filesystem::exists(place(id) / record_name) || std::filesystem::exists(log_directory(id) / "log");
}

std::optional<InstanceRecord> InstanceFolder::read(const InstanceId& id) const {
  const auto file = place(id) / record_name;
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return from_text(file, std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()));
}

InstanceRecord InstanceFolder::keep_first(const InstanceId& id, const InstanceRecord& record) const {
  std::filesystem::create_directories(place(id));
  const auto fresh = place(id) / (std::string(record_name) + "." + new_ulid());
  std::ofstream out(fresh, std::ios::binary);
  out << to_text(record);
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{} could not be written", fresh.string()));
  // A hard link is made only where nothing is: the first writer wins, and readers see whole files.
  std::error_code exists;
  std::filesystem::create_hard_link(fresh, place(id) / record_name, exists);
  std::filesystem::remove(fresh);
  const auto kept = read(id);
  if (!kept) throw std::runtime_error(fmt::format("{} could not be written", (place(id) / record_name).string()));
  return *kept;
}

void InstanceFolder::forget(const InstanceId& id) const {
  const auto log = process_directory(id) / "log";
  if (std::filesystem::exists(log)) {
    std::filesystem::create_directories(logs_ / id.text());
    std::filesystem::rename(log, logs_ / id.text() / "log");
  }
  // A shim that is just leaving takes its socket away itself, which a removal in the same moment stumbles over.
  std::error_code error;
  do std::filesystem::remove_all(place(id), error);
  while (error == std::errc::no_such_file_or_directory && std::filesystem::exists(place(id)));
  if (error && std::filesystem::exists(place(id)))
    throw std::filesystem::filesystem_error("remove an instance", place(id), error);
}

std::vector<InstanceId> InstanceFolder::list() const {
  std::vector<InstanceId> ids;
  for (const auto& entry : std::filesystem::directory_iterator(instances_))
    if (is_ulid(entry.path().filename().string()) && std::filesystem::exists(entry.path() / record_name))
      ids.emplace_back(entry.path().filename().string());
  return ids;
}

}  // namespace towpath::delivery
