#pragma once

#include <string>

#include "orders.h"

namespace towpath::testing {

/// A service of its own team that runs in development, for tests that change it.
struct RunningService {
  std::string name;
  std::string team;
  Api ann;       ///< A member of the team.
  Api outsider;  ///< A member of another one.
  Api viewer;    ///< May look at what is public only.
  Api admin = TestServer::shared().admin();
  std::string marker = "marked-" + name;  ///< A secret of the service in development, variable MARKER.

  boost::json::object place(boost::json::object more = {}) const {
    more["component"] = name;
    more["environment"] = "development";
    return more;
  }
  /// The id of the deployment in force in development.
  std::string in_force() const;
  /// The run that an answer of 202 began, once it has ended.
  boost::json::value finished(const Answer& started) const;
  /// The same, which must succeed.
  boost::json::value succeeded(const Answer& started) const;
  /// Every line of every step of a run.
  std::string log_of(const boost::json::value& run) const;
};

/// Made anew at each call; it takes some seconds.
RunningService make_running_service();

}  // namespace towpath::testing
