#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "otlp/telemetry.h"

namespace towpath::observe {

// Parts that spans and points share, read from JSON (OTLP, "JSON Protobuf Encoding": lowerCamelCase, enums are
// integers, 64-bit integers are texts or numbers, ids are hexadecimal). Unknown fields are ignored.

/// The member, null when there is none.
const boost::json::value& member(const boost::json::value& object, std::string_view name);
/// The list, empty when there is none.
const boost::json::array& list(const boost::json::value& object, std::string_view name);
std::string json_text(const boost::json::value& object, std::string_view name);
/// A number or a text of digits; 0 for anything else.
std::int64_t json_integer(const boost::json::value& object, std::string_view name);
double json_real(const boost::json::value& object, std::string_view name);
boost::json::object json_attributes(const boost::json::value& object);
Sender json_sender(const boost::json::value& resource_item);

}  // namespace towpath::observe
