#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "otlp/telemetry.h"
#include "shown_text.h"

namespace towpath::observe {

// Parts that spans and points share, read from protobuf (opentelemetry-proto v1, common.proto and resource.proto).

constexpr std::size_t most_attributes = 64, most_items = 10'000;

/// Adds a KeyValue to an object. False when the message is broken.
bool add_attribute(std::string_view key_value, boost::json::object& out);

/// The sender of a Resource. False when the message is broken.
bool read_resource(std::string_view resource, Sender& out);

/// Goes through a ResourceSpans or ResourceMetrics message: `read` is called with each item of each scope and the
/// sender, and answers false when the item is broken. False when anything is. The resource may come last.
bool read_scoped(std::string_view message,
                 const std::function<bool(std::string_view item, const Sender& sender)>& read);

/// The sender by its attributes.
Sender sender_of(const boost::json::object& attributes);

}  // namespace towpath::observe
