#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "delivery/costs.h"

namespace towpath::delivery {

/// What a parameter of a resource adds to its price.
struct PriceTerm {
  std::string parameter;
  std::optional<std::int64_t> per_unit;        ///< Millionths for each unit of a number; nothing: by value.
  std::map<std::string, std::int64_t> values;  ///< Millionths by value.
};

/// What a resource costs a month: an amount, and what its parameters add.
struct Price {
  std::string currency;      ///< Three capital letters; "" only where nothing costs anything.
  std::int64_t monthly = 0;  ///< Millionths.
  std::vector<PriceTerm> terms;
};

/// What the `spec` of a definition or type says under `price`; what does not fit the kind's schema is left out.
std::optional<Price> price_of(const boost::json::object& spec);

/// What is wrong with the price of a spec that fits the kind's schema, as JSON Pointers from the descriptor's root: no
/// currency, an amount that says nothing, parameters and values that `parameters` does not have.
std::vector<FieldError> price_problems(const boost::json::object& spec);

/// The values that a JSON Schema of parameters says for those that are left out.
boost::json::object defaults_of(const std::string& schema);

/// What a resource with these parameters costs. `params`: null when they are secret. A parameter whose value is not
/// known, or has no price, makes the whole not known.
Estimate estimate(const Price& price, const boost::json::object* params, const boost::json::object& defaults);

}  // namespace towpath::delivery
