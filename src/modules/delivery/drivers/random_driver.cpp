#include "random_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/random_text.h"
#include "driver_json.h"

namespace towpath::delivery {

namespace {

constexpr std::int64_t shortest = 16, longest = 128, usual = 32;

class RandomDriver final : public Driver {
 public:
  std::string_view name() const override { return "random"; }

  DriverOffer offer(const std::string&) const override {
    return {{{"length", fmt::format("Characters, {} to {}.", shortest, longest), false, std::to_string(usual)}},
            {{"value", true}},
            false};
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(length_of(request));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest& request) const override {
    return {{"value", random_text(length_of(request).value())}};
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    if (!request.known_secrets.contains("value")) return std::optional<ResourceOutcome>();
    return std::optional(ResourceOutcome{"{}", request.known_secrets, "{}"});
  }

  /// What is known stays, whatever length is asked for by now: a new key would end every session.
  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext&) override {
    CHECK_OK(check(request));
    return ResourceOutcome{"{}", request.known_secrets.contains("value") ? request.known_secrets : prepare(request),
                           "{}"};
  }

  bool can_rotate() const override { return true; }

  /// Whoever has the old text goes on with it until it is restarted: nothing outside knows of it.
  Result<ResourceOutcome> rotate(const ResourceRequest&, const std::map<std::string, Secret>& next,
                                 const DriverContext&) override {
    return ResourceOutcome{"{}", next, "{}"};
  }

  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }

 private:
  static Result<std::size_t> length_of(const ResourceRequest& request) {
    TRY(const auto params, read_object(request, "params", request.params));
    CHECK_OK(only_keys(request, "parameter", params, {"length"}));
    const auto* given = params.if_contains("length");
    if (given == nullptr) return static_cast<std::size_t>(usual);
    const auto* number = given->if_int64();
    if (number == nullptr || *number < shortest || *number > longest)
      return invalid_inputs(request, fmt::format("'length' must be a whole number from {} to {}", shortest, longest));
    return static_cast<std::size_t>(*number);
  }
};

}  // namespace

std::unique_ptr<Driver> make_random_driver() { return std::make_unique<RandomDriver>(); }

}  // namespace towpath::delivery
