#include <boost/json.hpp>

#include "json/json.h"
#include "json/object_reader.h"
#include "pipelines/job.h"

namespace towpath::pipelines {

std::string JobOrder::to_json() const {
  boost::json::array all;
  for (const JobNeed& need : needs)
    all.push_back(boost::json::object{{"job", need.job}, {"result", need.result}, {"outputs", need.outputs}});
  return boost::json::serialize(boost::json::object{{"inputs", inputs},
                                                    {"workflow", workflow},
                                                    {"job", job},
                                                    {"matrix", matrix},
                                                    {"needs", std::move(all)},
                                                    {"runId", run_id},
                                                    {"nodeKey", node_key},
                                                    {"serverUrl", server_url},
                                                    {"runNumber", run_number}});
}

Result<JobOrder> JobOrder::from_json(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  JobOrder out;
  out.inputs = body.required_string("inputs");
  out.workflow = body.required_string("workflow");
  out.job = body.required_string("job");
  out.matrix = body.required_string("matrix");
  for (auto& each : body.optional_objects("needs")) {
    JobNeed need;
    need.job = each.required_string("job");
    need.result = each.required_string("result");
    need.outputs = each.required_string("outputs");
    out.needs.push_back(std::move(need));
  }
  out.run_id = body.required_string("runId");
  out.node_key = body.required_string("nodeKey");
  out.server_url = body.required_string("serverUrl");
  out.run_number = body.required_integer("runNumber");
  CHECK_OK(body.finish("pipelines.invalid_order"));
  if (!json::parse(out.inputs).has_value() || !json::parse(out.matrix).has_value())
    return invalid_input("pipelines.invalid_order", "The order of a job holds a text that is no JSON.");
  return out;
}

}  // namespace towpath::pipelines
