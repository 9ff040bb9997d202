#pragma once

#include <map>
#include <memory>
#include <string>

#include "golden_paths/module.h"
#include "rendering.h"
#include "runs/executor.h"
#include "template_file.h"

namespace towpath::golden_paths {

using TemplateFiles =
    std::map<std::string, std::shared_ptr<const TemplateFile>>;  // shared: runs go on with the one they began with

/// Runs one step of a golden path. A step reads and writes the run's files, which travel in the outputs of fetch steps
/// by being rendered again: rendering is deterministic, so nothing has to be kept on disk.
class StepExecutor final : public runs::NodeExecutor {
 public:
  StepExecutor(const TemplateFiles& templates, GoldenPathPorts& ports) : templates_(templates), ports_(ports) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  struct Scope;
  Result<boost::json::object> perform(runs::NodeContext& context, int step, const Scope& scope,
                                      const TemplateStep& wanted, const boost::json::object& input,
                                      boost::json::object& made);
  /// `made` tells what exists already when it fails.
  Result<boost::json::object> publish(runs::NodeContext& context, int step, const Scope& scope,
                                      const boost::json::object& input, boost::json::object& made);
  Result<boost::json::object> register_entities(runs::NodeContext& context, int step, const boost::json::object& input);
  Result<boost::json::object> keep_secret(runs::NodeContext& context, int step, const boost::json::object& input);
  /// The values a step may see; their masks are set.
  Result<boost::json::object> secrets_for(runs::NodeContext& context, const TemplateStep& wanted);
  Result<Scope> scope_of(runs::NodeContext& context);

  const TemplateFiles& templates_;
  GoldenPathPorts& ports_;
};

/// Evaluates the golden path's `output` when all steps have ended.
class OutputExecutor final : public runs::NodeExecutor {
 public:
  explicit OutputExecutor(const TemplateFiles& templates) : templates_(templates) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  const TemplateFiles& templates_;
};

/// Takes back one step.
class UndoExecutor final : public runs::NodeExecutor {
 public:
  explicit UndoExecutor(GoldenPathPorts& ports) : ports_(ports) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  GoldenPathPorts& ports_;
};

}  // namespace towpath::golden_paths
