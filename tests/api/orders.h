#pragma once

#include <string>

#include "openapi_document.h"
#include "test_server.h"

namespace towpath::testing {

/// The little organisation that the examples of the API document speak of: the component "orders" of the group
/// "payments", made from a golden path, built, released and deployed to development, with a database and secrets, and
/// what it said about the platform. Made once, at the first call of orders(); it takes some seconds. Tests change
/// nothing of it.
struct Orders {
  Api alice;   ///< A member, of the group payments.
  Api bob;     ///< A member, of another group.
  Api victor;  ///< A viewer, of another group.
  Api admin;
  std::string golden_path_run = {}, pipeline_run = {}, deployment_run = {}, deployment = {}, token = {}, session = {},
              thread = {}, feedback = {}, roadmap_item = {}, approval = {}, freeze = {}, campaign = {}, survey = {},
              survey_draft = {}, announcement = {}, received = {}, webhook_delivery = {}, decision = {}, waiver = {};
};
const Orders& orders();

/// Whether an operation is about what only a failure brings about, which orders does not have; the end-to-end tests of
/// incidents look at it.
bool needs_a_failure(const Operation& operation);

/// The path of an operation with the examples of its path parameters and required query parameters, so that it names
/// something that exists; the ids among them are those of orders().
std::string example_path(const Operation& operation);

/// What is sent to import one release of a component's history.
boost::json::object baseline_of(const std::string& component, const std::string& owner);

/// What is sent to ask for a waiver of a component.
boost::json::object waiver_for(const std::string& component);

}  // namespace towpath::testing
