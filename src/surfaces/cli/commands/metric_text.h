#pragma once

#include <boost/json.hpp>
#include <string>

namespace towpath::cli {

/// A metric's value as people say it: "12 %", "0.3 per day", "4.5 hours", "2.1 days"; "no data" for null.
std::string metric_text(const boost::json::value& value, const std::string& unit);

/// Why a metric of the API has no value, or that its value rests on little; "" for any other.
std::string metric_note(const boost::json::value& metric);

}  // namespace towpath::cli
