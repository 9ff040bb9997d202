#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/secret.h"
#include "golden_paths/form.h"
#include "runs/run.h"

namespace towpath::golden_paths {

/// What a step of a golden path can do on this server.
struct TemplateAction {
  std::string name, description;
  std::vector<std::string> inputs;  ///< Keys of its `input`.
};

/// All of them, in the order a golden path uses them.
const std::vector<TemplateAction>& template_actions();

struct StepSummary {
  std::string id, name, action;
};

/// A way to start something well: a template (scaffolder.backstage.io/v1beta3) with its form and steps.
struct GoldenPath {
  std::string name, title, description, owner, type;
  std::string intent;  ///< What it is for, as people look for it: "A new service".
  std::vector<std::string> tags;
  std::vector<std::string> parameters;  ///< JSON Schema (draft 7) of each page of the form.
  std::vector<std::string> secrets;     ///< Names of the questions whose answers are secret: not among the parameters.
  std::vector<StepSummary> steps;
  std::vector<std::string> not_runnable;  ///< Actions this server does not have; empty when it can be run.
};

/// The answer to a secret question: a value, or the place of a secret that is kept already.
struct SecretAnswer {
  Secret value;
  std::string scope, name;  ///< "" with a value.
};
using SecretAnswers = std::map<std::string, SecretAnswer>;

struct PreviewFile {
  std::string path, content;
  bool is_executable = false;
};

/// What a golden path would make for a resource that a workload needs.
struct PreviewResource {
  std::string environment, environment_type, name, type, resource_class, definition, driver, description;
};

/// What would be made; nothing is.
struct Preview {
  std::vector<PreviewFile> files;
  std::vector<PreviewResource> resources;  ///< Of the score.yaml among the files.
};

/// How the last runs of a golden path went, over the whole installation.
struct TrackRecord {
  std::int64_t finished = 0, succeeded = 0;
  std::chrono::milliseconds median{0};  ///< How long a succeeded one took.
};

/// Golden paths. Thread-safe, blocking. Errors of all that name one: golden_paths.not_found.
class GoldenPaths {
 public:
  virtual ~GoldenPaths() = default;
  virtual std::vector<GoldenPath> list() = 0;
  virtual Result<GoldenPath> get(const std::string& name) = 0;
  /// The files that would be made; nothing is created. `parameters` is a JSON object.
  /// Errors: golden_paths.invalid_parameters (one field per problem), template.*.
  virtual Result<Preview> preview(const auth::Principal& principal, const std::string& name,
                                  const std::string& parameters) = 0;
  /// The form with answers in it: what is to be asked now, and what is wrong so far. `choices` are alternatives that
  /// were chosen by hand: JSON Pointer of an object to the index of its branch. `given` names the secret questions that
  /// have an answer, which is not needed here. Problems include what would stop
  /// start(): a taken name, an owner for whom the principal may not create.
  virtual Result<Form> form(const auth::Principal& principal, const std::string& name, const std::string& parameters,
                            const std::map<std::string, std::size_t>& choices,
                            const std::vector<std::string>& given = {}) = 0;
  /// By name; one that was never finished is absent.
  virtual std::map<std::string, TrackRecord> track_records() = 0;
  /// Starts the run that makes it. Secrets are kept encrypted until the run has ended; the run itself knows where, not
  /// what. `override_reason` is why it is made although a policy says no that may be overridden. Errors: as preview()
  /// (fields of secrets under "/secrets"), golden_paths.not_runnable, auth.forbidden (also of a kept secret that the
  /// principal may not replace), those of secrets; policy.denied, policy.override_needed.
  virtual Result<runs::RunId> start(const auth::Principal& principal, const std::string& name,
                                    const std::string& parameters, const SecretAnswers& secrets = {},
                                    const std::string& override_reason = {}) = 0;
  /// Starts a run that takes back what a finished or failed run created. Errors: runs.not_found,
  /// golden_paths.nothing_to_undo.
  virtual Result<runs::RunId> undo(const auth::Principal& principal, const runs::RunId& run) = 0;
};

}  // namespace towpath::golden_paths
