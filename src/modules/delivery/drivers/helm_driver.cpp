#include "helm_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/id.h"
#include "driver_json.h"
#include "helm/helm_chart.h"
#include "runs_folder.h"
#include "tools/known_tools.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

class HelmDriver final : public Driver {
 public:
  HelmDriver(std::unique_ptr<Driver> applies, HelmDriverOptions options)
      : applies_(std::move(applies)), o_(std::move(options)) {}

  std::string_view name() const override { return "helm"; }
  std::vector<std::string> literal_inputs() const override { return {"chart"}; }
  bool has_preview() const override { return applies_->has_preview(); }
  std::chrono::minutes longest_call() const override { return applies_->longest_call(); }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    const auto read = read_helm_inputs(request);
    if (!read.has_value()) return {};
    DriverOffer out = applies_->offer(with_manifests(*read, ""));
    for (const std::string& name : parameters_of(inputs, literal_inputs()))
      out.parameters.push_back({name, "A value of the chart that provides it.", true, ""});
    return out;
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(read_helm_inputs(request));
    CHECK_OK(read_object(request, "params", request.params));
    CHECK_OK(require_tool(o_.search_path, known_tool("helm")));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest& request) const override {
    return applies_->prepare(request);
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    TRY(const auto rendered, render(request, context));
    return applies_->observe(rendered, context);
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto rendered, render(request, context));
    return applies_->apply(rendered, context);
  }
  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto rendered, render(request, context));
    return applies_->preview(rendered, context);
  }
  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto rendered, render(request, context));
    return applies_->drift(rendered, context);
  }
  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto rendered, render(request, context));
    return applies_->destroy(rendered, purge, context);
  }
  /// Whoever applies is among the server's drivers, too, and asked itself.
  Status remove_kept(std::chrono::sys_days, const DriverContext&) override { return ok(); }

 private:
  static std::string with_manifests(const HelmInputs& inputs, const std::string& manifests) {
    boost::json::object out = inputs.passed_on;
    out["manifests"] = manifests;
    return boost::json::serialize(out);
  }

  /// The request as the driver that applies is to see it.
  Result<ResourceRequest> render(const ResourceRequest& request, const DriverContext& context) {
    TRY(const HelmInputs inputs, read_helm_inputs(request));
    TRY(const fs::path program, require_tool(o_.search_path, known_tool("helm")));
    const HelmSetting setting{program, runs_.path() / fmt::format("{}-{}", request.gu_id, new_ulid()), o_.spawner,
                              o_.modules};
    TRY(const std::string manifests, render_chart(request, inputs, setting, context));
    ResourceRequest out = request;
    out.inputs = with_manifests(inputs, manifests);
    out.secret_inputs.clear();
    return out;
  }

  const std::unique_ptr<Driver> applies_;
  const HelmDriverOptions o_;
  RunsFolder runs_{o_.folder, {}};
};

}  // namespace

std::unique_ptr<Driver> make_helm_driver(std::unique_ptr<Driver> applies, HelmDriverOptions options) {
  return std::make_unique<HelmDriver>(std::move(applies), std::move(options));
}

}  // namespace towpath::delivery
