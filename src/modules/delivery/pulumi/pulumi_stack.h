#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "configuration/configuration_program.h"
#include "delivery/module_source.h"
#include "mask/masker.h"

#include "pulumi_documents.h"
#include "pulumi_inputs.h"

namespace towpath::delivery {

/// A folder that goes with its run: it holds the passphrase.
class PulumiRunFolder {
 public:
  explicit PulumiRunFolder(std::filesystem::path path);
  ~PulumiRunFolder();
  PulumiRunFolder(const PulumiRunFolder&) = delete;
  PulumiRunFolder& operator=(const PulumiRunFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  const std::filesystem::path path_;
};

/// What a stack is opened with.
struct PulumiSetting {
  std::filesystem::path program;  ///< Absolute.
  std::filesystem::path run;      ///< A folder of its own for this run, which must not exist.
  std::filesystem::path
      resource;  ///< The resource's own folder, which exists: plugins, and the stack while it changes.
  Secret passphrase;
  bool changes = false;  ///< Whether the stack is to be changed; otherwise a copy of it is looked at.
};

/// The stack of one resource, in a file backend, and pulumi's commands on it. What it prints is logged, masked. One
/// thread. Errors of all: delivery.pulumi_failed, delivery.pulumi_answer, those of the spawner.
class PulumiStack {
 public:
  /// Writes the program and its configuration, and puts the deployment into the backend ("" for a new one), unless one
  /// lies there that a server that died has left. Errors: those of ModuleSource, too.
  static Result<std::unique_ptr<PulumiStack>> open(process::Spawner& spawner, PulumiSetting setting,
                                                   const ResourceRequest& request, PulumiInputs inputs,
                                                   const Secret& deployment, ModuleSource& modules,
                                                   const DriverContext& context);

  const PulumiInputs& inputs() const { return inputs_; }

  Result<DriverChanges> preview(bool refreshes);
  Status update();
  Status destroy();
  /// `stack export`: its secrets are encrypted with the passphrase.
  Result<Secret> deployment();
  Result<TerraformOutputs> outputs();
  /// Whether a server that died has left a stack in a resource's folder.
  static bool is_left(const std::filesystem::path& resource);
  /// Forgets the stack in the resource's folder: it is stored elsewhere.
  void leave() const;

 private:
  PulumiStack(process::Spawner& spawner, PulumiSetting setting, const ResourceRequest& request, PulumiInputs inputs,
              const DriverContext& context);

  Status prepare(const Secret& deployment, ModuleSource& modules);
  Status run(const std::vector<std::string>& arguments);
  Result<std::string> read(const std::vector<std::string>& arguments, std::string_view input = {});
  std::filesystem::path backend() const;
  ToolCall call(const std::vector<std::string>& arguments) const;

  process::Spawner& spawner_;
  const PulumiSetting setting_;
  const ResourceRequest& request_;
  const PulumiInputs inputs_;
  const DriverContext& context_;
  PulumiRunFolder folder_;
  mask::Masker masker_;
  std::unique_ptr<ConfigurationProgram> program_;
};

}  // namespace towpath::delivery
