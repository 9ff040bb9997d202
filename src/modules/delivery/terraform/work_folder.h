#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "delivery/module_source.h"

#include "terraform_inputs.h"

namespace towpath::delivery {

/// The folder of one run of the program: the module in `module/`, values of variables in a file beside it. Written
/// fresh, only for its owner (0700), and removed with this object: saved plans hold secrets, too.
class WorkFolder {
 public:
  /// Makes `folder`, which must not exist, and writes the module. `provider_lock`: the lock file of the providers of
  /// the last time, used when the module brings none. `imports`: blocks of the module beside its own, "" for none.
  /// Errors: those of ModuleSource; delivery.invalid_inputs (the repository has no such folder).
  static Result<std::unique_ptr<WorkFolder>> write(std::filesystem::path folder, const ResourceRequest& request,
                                                   const TerraformInputs& inputs, const std::string& provider_lock,
                                                   const std::string& imports, ModuleSource& source);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Relative to path(): where the module lies.
  const std::filesystem::path& module() const { return module_; }
  /// Whether the module came with a lock file of its own.
  bool has_own_lock() const { return has_own_lock_; }
  /// The lock file as it is now, "" for none or one of more than 256 KiB.
  std::string provider_lock() const;
  /// Whether the program could not hand its state over at its end and left it here.
  bool has_lost_state() const;
  /// Removes the file of variables, as soon as no command needs it any more.
  void remove_variables() const;

  static constexpr const char* variables_file = "variables.tfvars.json";
  static constexpr const char* settings_file = "cli.tfrc";

 private:
  explicit WorkFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_, module_;
  bool has_own_lock_ = false;
};

}  // namespace towpath::delivery
