#include "service/invalid_workflow.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::pipelines {
namespace {

std::string text_at(const boost::json::value& value, std::string_view key) {
  return std::string(value.at(key).as_string());
}

}  // namespace

runs::NodeSpec InvalidWorkflow::node(const std::string& path, const Error& error) {
  boost::json::array problems;
  for (const FieldError& field : error.fields())
    problems.push_back(boost::json::object{{"at", field.path}, {"message", field.message}});
  std::string message = error.message();
  if (!message.starts_with(path + ":"))  // of a plan, whose error names the job's place in a field
    message = error.fields().empty() ? path + ": " + message
                                     : fmt::format("{}:{}: {}", path, error.fields().front().path, message);
  const std::string check = fmt::format("Correct the file and push again; towpath workflow lint {} checks it.", path);
  runs::NodeSpec node;
  node.key = "workflow";
  node.title = path;
  node.kind = kind;
  node.spec = boost::json::serialize(boost::json::object{
      {"path", path},
      {"code", error.code()},
      {"message", message},
      {"hint", error.hint().empty() ? check : error.hint() + (error.hint().ends_with('?') ? " " : ". ") + check},
      {"problems", std::move(problems)}});
  return node;
}

runs::NodeResult InvalidWorkflow::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string path = text_at(spec, "path");
  Error error = invalid_input(text_at(spec, "code"), text_at(spec, "message")).with_hint(text_at(spec, "hint"));
  const int step = context.begin_step("Read " + path);
  for (const boost::json::value& problem : spec.at("problems").as_array()) {
    error.add_field(text_at(problem, "at"), text_at(problem, "message"));
    context.log(step, fmt::format("{}:{}: {}\n", path, text_at(problem, "at"), text_at(problem, "message")));
  }
  context.end_step(step, runs::StepOutcome::failed);
  return runs::NodeResult::failure(std::move(error));
}

}  // namespace towpath::pipelines
