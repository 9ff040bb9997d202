#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/db.h"
#include "module/module.h"

namespace boost::json {
class object;
}

namespace towpath::insights {

/// What use costs. Every price is for one hour. Until somebody sets it: OpenCost's defaults, in US dollars.
struct PriceBook {
  std::string currency = "USD";  ///< ISO 4217.
  double core_hour = 0.031611;
  double memory_gb_hour = 0.004237;
  std::string source = "OpenCost's default prices; set your own with: towpath cost set";
  double of(double core_hours, double gb_hours) const { return core_hours * core_hour + gb_hours * memory_gb_hour; }
};

/// How long work of a kind of run takes by hand, as a range, and what of it is left.
struct ManualWork {
  std::string kind;  ///< Of run: "golden_path", "deployment".
  double low_minutes = 0, high_minutes = 0;
  double left_minutes = 0;  ///< What people still do themselves.
  std::string source;       ///< Who said so, when, from what.
};

/// What the platform team has declared. Right: assumption.update. Thread-safe.
class Assumptions {
 public:
  explicit Assumptions(const Kernel& kernel) : kernel_(kernel) {}

  PriceBook prices() const;
  std::vector<ManualWork> manual_work() const;
  /// Errors: auth.forbidden.
  Result<PriceBook> set_prices(const auth::Principal& principal, const PriceBook& prices);
  Result<std::vector<ManualWork>> set_manual_work(const auth::Principal& principal,
                                                  const std::vector<ManualWork>& work);

 private:
  Status put(const auth::Principal& principal, const char* name, const boost::json::object& body);
  std::string read(const char* name) const;

  const Kernel& kernel_;
};

/// Errors: insights.invalid_prices; insights.invalid_manual_work.
Result<PriceBook> prices_from(std::string_view body);
Result<std::vector<ManualWork>> manual_work_from(std::string_view body);
boost::json::object value_of(const PriceBook& prices);
boost::json::object value_of(const std::vector<ManualWork>& work);

}  // namespace towpath::insights
