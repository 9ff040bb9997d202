#include "volume_driver.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/id.h"
#include "driver_json.h"
#include "kept_name.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kept_prefix = ".deleted-";

class VolumeDriver final : public Driver {
 public:
  VolumeDriver(fs::path folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {}

  std::string_view name() const override { return "volume"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"type"}, {"source"}}, true}; }

  Status check(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    return only_keys(request, "parameter", params, {});
  }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    if (!fs::is_directory(place(request))) return std::optional<ResourceOutcome>();
    return std::optional(outcome(request));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    fs::create_directories(place(request));
    return outcome(request);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    if (!fs::exists(folder_)) return ok();
    if (!purge) {
      if (!fs::exists(place(request))) return ok();
      const auto name = fmt::format("{}{:%Y%m%d}-{}-{}", kept_prefix,
                                    std::chrono::floor<std::chrono::seconds>(clock_.now()), request.gu_id, new_ulid());
      fs::rename(place(request), folder_ / name);
      say(context, fmt::format("the volume is kept as {}", name));
      return ok();
    }
    for (const auto& entry : fs::directory_iterator(folder_)) {
      const auto name = entry.path().filename().string();
      const bool is_kept = name.starts_with(kept_prefix) && name.find("-" + request.gu_id + "-") != std::string::npos;
      if (is_kept || name == request.gu_id) fs::remove_all(entry.path());
    }
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (!fs::exists(folder_)) return ok();
    for (const auto& entry : fs::directory_iterator(folder_))
      if (const auto name = entry.path().filename().string();
          name.starts_with(kept_prefix) && is_kept_before(name, kept_prefix, day)) {
        fs::remove_all(entry.path());
        say(context, fmt::format("the kept volume {} was removed", name));
      }
    return ok();
  }

 private:
  fs::path place(const ResourceRequest& request) const {
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (request.gu_id.empty() || !std::all_of(request.gu_id.begin(), request.gu_id.end(), is_hex))
      throw std::invalid_argument("a gu_id is hexadecimal");
    return folder_ / request.gu_id;
  }

  ResourceOutcome outcome(const ResourceRequest& request) const {
    ResourceOutcome made;
    made.outputs = boost::json::serialize(boost::json::object{{"type", "bind"}, {"source", place(request).string()}});
    return made;
  }

  const fs::path folder_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_volume_driver(fs::path folder, const Clock& clock) {
  return std::make_unique<VolumeDriver>(std::move(folder), clock);
}

}  // namespace towpath::delivery
