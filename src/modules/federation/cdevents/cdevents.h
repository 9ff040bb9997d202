#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace boost::json {
class value;
class object;
}  // namespace boost::json

namespace towpath::federation {

/// What is wrong with a CDEvent, by JSON Pointer; empty when it is one of v0.5.1 or of the draft 0.6.0, or one outside
/// the standard ("dev.cdeventsx."). Nothing is fetched: schemaUri is text. Thread-safe.
std::vector<FieldError> check_cdevent(const boost::json::value& event);

/// The whole type of a subject and predicate in the version written here, "dev.cdevents.service.deployed.0.3.0" for
/// "service.deployed"; "" when there is none.
std::string cdevent_type(std::string_view subject_and_predicate);

/// Every type that is known, whole, sorted.
std::vector<std::string> cdevent_types();

}  // namespace towpath::federation
