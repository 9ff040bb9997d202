#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "identity/identity.h"

namespace towpath::identity {

boost::json::object to_json(const User& user);
boost::json::object to_json(const Group& group);
boost::json::object to_json(const Token& token);
boost::json::object to_json(const Session& session);
boost::json::array to_json(const std::vector<std::string>& texts);

/// The payloads of this module's events: the whole state after the change, so that a projection needs nothing else.
std::string event_payload(const User& user);
std::string event_payload(const Group& group);
std::string event_payload(const Token& token);

}  // namespace towpath::identity
