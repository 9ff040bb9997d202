#pragma once

#include <boost/json.hpp>

#include "forge/changes.h"

namespace towpath::forge {

// Values as the API shows them.

boost::json::object to_json(const Commit& commit);
boost::json::object to_json(const Change& change);
boost::json::object to_json(const ChangeDetail& detail);
boost::json::object to_json(const Review& review);
boost::json::object to_json(const Thread& thread);
boost::json::object to_json(const Protection& protection);
boost::json::object to_json(const Diff& diff);

boost::json::array to_json(const std::vector<std::string>& texts);

}  // namespace towpath::forge
