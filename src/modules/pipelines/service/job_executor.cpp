#include "service/job_executor.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/faults.h"
#include "base/id.h"
#include "job/archive.h"
#include "pipelines/job.h"
#include "pipelines/job_state.h"

namespace towpath::pipelines {
namespace {

namespace fs = std::filesystem;

Conclusion conclusion_of(runs::NodeState state) {
  switch (state) {
    case runs::NodeState::succeeded:
      return Conclusion::success;
    case runs::NodeState::cancelled:
      return Conclusion::cancelled;
    case runs::NodeState::skipped:
      return Conclusion::skipped;
    default:
      return Conclusion::failure;
  }
}

/// A job in the server's own process.
class LocalHost final : public JobHost {
 public:
  LocalHost(JobSurroundings& surroundings, runs::NodeContext& context)
      : s_(surroundings), context_(context), inputs_(PipelineInputs::from_json(context.run().inputs)) {}
  int begin_step(std::string name) override { return context_.begin_step(std::move(name)); }
  void end_step(int index, runs::StepOutcome outcome, std::optional<int> exit_code) override {
    context_.end_step(index, outcome, exit_code);
  }
  void skip_step(std::string name) override { context_.skip_step(std::move(name)); }
  void log(int step, std::string_view bytes) override { context_.log(step, bytes); }
  void add_mask(std::string_view secret) override { context_.add_mask(secret); }
  std::stop_token stop() const override { return context_.stop(); }

  Result<std::optional<blob::Digest>> source(const fs::path& folder) override {
    CHECK_OK(s_.ports.forge.export_tree(inputs_.repository, inputs_.commit, folder.string()));
    return std::optional<blob::Digest>();
  }
  Status publish(const runs::Artifact& artifact) override {
    return s_.kernel.db.transact([&](db::Tx& tx) -> Status {
      s_.ports.runs.add_artifact(tx, context_.run_id(), artifact);
      return ok();
    });
  }
  Result<blob::Digest> artifact(const std::string& name) override {
    for (const runs::Artifact& artifact : s_.ports.runs.artifacts(context_.run_id()))
      if (artifact.name == name) return blob::Digest{artifact.digest};
    return no_artifact(name);
  }

 private:
  JobSurroundings& s_;
  runs::NodeContext& context_;
  const PipelineInputs inputs_;
};

}  // namespace

Error no_artifact(const std::string& name) {
  return not_found("pipelines.no_artifact", fmt::format("This run has no artifact '{}'.", name));
}

fs::path workspaces_of(const Kernel& kernel) { return fs::path(kernel.data_directory) / "workspaces"; }

Result<JobOrder> order_of(JobSurroundings& s, const runs::Run& run, const runs::Node& node, const NeedEnds& ends) {
  const PipelineInputs inputs = PipelineInputs::from_json(run.inputs);
  const boost::json::value spec = boost::json::parse(node.spec);
  TRY(const forge::Repository repository, s.ports.forge.get(auth::system_principal(), inputs.repository));
  // Also one that is run again, or waited, from before it was only looked at.
  CHECK_OK(forge::check_is_adopted(repository));
  JobOrder order;
  TRY(order.workflow, s.ports.forge.file(inputs.repository, inputs.commit, inputs.workflow));
  order.inputs = run.inputs;
  order.job = std::string(spec.at("job").as_string());
  order.matrix = boost::json::serialize(spec.at("matrix"));
  order.run_id = run.id.text();
  order.run_number = run.number;
  order.node_key = node.key;
  order.server_url = s.options.base_url;
  for (const auto& entry : spec.at("needs").as_array()) {
    const auto [state, outputs] = ends(std::string(entry.at("key").as_string()));
    const Conclusion result = state ? conclusion_of(*state) : Conclusion::skipped;
    order.needs.push_back(
        {std::string(entry.at("job").as_string()), std::string(to_string(result)), outputs.value_or("{}")});
  }
  return order;
}

runs::NodeResult JobExecutor::execute(runs::NodeContext& context) {
  const auto order = order_of(s_, context.run(), context.node(), [&](const std::string& key) {
    return NeedEnd{context.state_of(key), context.outputs_of(key)};
  });
  if (!order.has_value()) return runs::NodeResult::failure(order.error());
  LocalHost host(s_, context);
  const JobMachine machine{s_.ports.spawner, s_.kernel.blobs, s_.options.sandbox, s_.options.limits};
  return run_job(*order, host, machine,
                 workspaces_of(s_.kernel) /
                     fmt::format("{}-{:x}-{}", context.run_id().text(), context.node().id, context.node().attempt));
}

Result<std::string> RemoteOrders::order(const runs::RunId& id, const runs::Node& node) {
  TRY(const runs::Run run, s_.ports.runs.get(auth::system_principal(), id));
  TRY(const JobOrder order, order_of(s_, run, node, [&](const std::string& key) {
        for (const runs::Node& other : run.nodes)
          if (other.key == key)
            return NeedEnd{other.state,
                           other.state == runs::NodeState::succeeded ? std::optional(other.outputs) : std::nullopt};
        return NeedEnd();
      }));
  return order.to_json();
}

Result<blob::Digest> RemoteOrders::source(const runs::RunId& id) {
  TRY(const runs::Run run, s_.ports.runs.get(auth::system_principal(), id));
  const PipelineInputs inputs = PipelineInputs::from_json(run.inputs);
  const fs::path folder = workspaces_of(s_.kernel) / ("source-" + new_ulid());
  const auto packed = [&]() -> Result<blob::Digest> {
    CHECK_OK(s_.ports.forge.export_tree(inputs.repository, inputs.commit, folder.string()));
    const JobFolder files = JobFolder::open(folder);
    FoundFiles all;
    CHECK_OK(files.walk("", [&](const JobFolder::Entry& entry) {
      if (entry.kind != JobFolder::Kind::folder) all.entries.push_back(entry);
      return true;
    }));
    TRY(const StoredArchive stored, pack(files, all, s_.kernel.blobs, {}));
    return stored.digest;
  }();
  fs::remove_all(folder);
  return packed;
}

}  // namespace towpath::pipelines
