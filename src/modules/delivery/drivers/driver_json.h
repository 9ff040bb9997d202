#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "delivery/driver.h"

namespace towpath::delivery {

/// The object in a request's params, inputs or state. Errors: delivery.invalid_inputs (names `what` and the resource).
Result<boost::json::object> read_object(const ResourceRequest& request, std::string_view what, const std::string& text);

/// Refuses keys other than `known`, naming the nearest. Errors: delivery.invalid_inputs.
Status only_keys(const ResourceRequest& request, std::string_view what, const boost::json::object& object,
                 std::initializer_list<std::string_view> known);

/// That neither the workload nor the definition says anything about it. Errors: delivery.invalid_inputs.
Status takes_nothing(const ResourceRequest& request);

Error invalid_inputs(const ResourceRequest& request, std::string_view why);

/// Logs a line when somebody listens.
void say(const DriverContext& context, std::string_view line);

}  // namespace towpath::delivery
