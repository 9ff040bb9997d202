#include "values_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "driver_json.h"

namespace towpath::delivery {

namespace {

class ValuesDriver final : public Driver {
 public:
  explicit ValuesDriver(std::string name) : name_(std::move(name)) {}

  std::string_view name() const override { return name_; }
  DriverOffer offer(const std::string& inputs) const override {
    DriverOffer out;
    ResourceRequest request;
    request.inputs = inputs;
    const auto given = values(request);
    if (given.has_value())
      for (const auto& [key, value] : given.value()) out.outputs.push_back({std::string(key)});
    return out;
  }
  Status check(const ResourceRequest& request) const override {
    CHECK_OK(values(request));
    return ok();
  }
  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    TRY(auto outcome, apply(request, context));
    return std::optional(std::move(outcome));
  }
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    TRY(const auto outputs, values(request));
    return ResourceOutcome{boost::json::serialize(outputs), request.secret_inputs, "{}"};
  }
  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }

 private:
  static Result<boost::json::object> values(const ResourceRequest& request) {
    TRY(auto inputs, read_object(request, "inputs", request.inputs));
    CHECK_OK(only_keys(request, "input", inputs, {"values"}));
    const auto* found = inputs.if_contains("values");
    if (found == nullptr) return boost::json::object{};
    if (!found->is_object()) return invalid_inputs(request, "the definition's 'values' are not an object");
    return found->get_object();
  }

  std::string name_;
};

}  // namespace

std::unique_ptr<Driver> make_values_driver(std::string name) { return std::make_unique<ValuesDriver>(std::move(name)); }

}  // namespace towpath::delivery
