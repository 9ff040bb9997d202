#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace towpath::cli {

/// "12.50 EUR"; at least two decimals.
std::string money(const boost::json::value& amount, std::string_view currency);

/// A MonthlyCost of the API: "20.00 EUR", "not known", "nothing"; "" for null.
std::string monthly_cost(const boost::json::value& cost);

/// What an action of a plan costs: "20.00 EUR", "10.00 EUR -> 20.00 EUR", "not known"; "" where nobody says a price.
std::string cost_of_action(const boost::json::value& action);

/// What a plan costs a month in sum, a line for each currency and one for what is not known; "" when nothing is said.
std::string cost_of_plan(const boost::json::value& plan);

/// The actions of a plan as a table, with what they cost where prices are known, and the sum below it.
void print_plan(Invocation& invocation, const boost::json::value& plan, std::string_view when_empty);

}  // namespace towpath::cli
