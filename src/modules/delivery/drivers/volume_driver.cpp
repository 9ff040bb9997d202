#include "volume_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "driver_json.h"
#include "kept_folders.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

class VolumeDriver final : public Driver {
 public:
  VolumeDriver(fs::path folder, const Clock& clock) : folders_(std::move(folder), clock) {}

  std::string_view name() const override { return "volume"; }
  DriverOffer offer(const std::string&) const override { return {{}, {{"type"}, {"source"}}, true}; }

  Status check(const ResourceRequest& request) const override {
    TRY(const auto params, read_object(request, "params", request.params));
    return only_keys(request, "parameter", params, {});
  }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    if (!fs::is_directory(folders_.of(request.gu_id))) return std::optional<ResourceOutcome>();
    return std::optional(outcome(request));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    fs::create_directories(folders_.of(request.gu_id));
    return outcome(request);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    try {
      if (purge)
        folders_.remove(request.gu_id);
      else if (const std::string name = folders_.keep_aside(request.gu_id); !name.empty())
        say(context, fmt::format("the volume is kept as {}", name));
    } catch (const fs::filesystem_error& e) {
      return failed("delivery.volume_not_removed", fmt::format("the volume of resource '{}' cannot be removed: {}: {}",
                                                               request.id, e.path1().string(), e.code().message()))
          .with_hint("see what is mounted there and whom it belongs to, then delete it again");
    }
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    for (const std::string& name : folders_.remove_kept(day))
      say(context, fmt::format("the kept volume {} was removed", name));
    return ok();
  }

 private:
  ResourceOutcome outcome(const ResourceRequest& request) const {
    ResourceOutcome made;
    made.outputs =
        boost::json::serialize(boost::json::object{{"type", "bind"}, {"source", folders_.of(request.gu_id).string()}});
    return made;
  }

  const KeptFolders folders_;
};

}  // namespace

std::unique_ptr<Driver> make_volume_driver(fs::path folder, const Clock& clock) {
  return std::make_unique<VolumeDriver>(std::move(folder), clock);
}

}  // namespace towpath::delivery
