#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

/// One thing that would be done to, or was found to differ in, what a driver made.
struct DriverChange {
  std::string action;   ///< create, update, replace, delete or another word of the tool behind it.
  std::string subject;  ///< The driver's own name for it: "aws_db_instance.main". Never a value.
  bool operator==(const DriverChange&) const = default;
};

/// What a driver would do. Without changes it would do nothing.
struct DriverChanges {
  std::vector<DriverChange> changes;
  std::size_t left_out = 0;                   ///< More than were named.
  std::map<std::string, std::size_t> counts;  ///< By action, of all.

  /// 64 hex over what would be changed with its values but those that are secret, where the driver knows them; "" where
  /// it does not. Told to nobody, and no part of what is agreed to.
  std::string fingerprint = {};

  bool is_empty() const { return counts.empty(); }
  bool operator==(const DriverChanges& other) const {
    return changes == other.changes && left_out == other.left_out && counts == other.counts;
  }
};

/// "2 create, 1 replace", "nothing".
std::string in_words(const DriverChanges& changes);

/// One resource a driver is to bring about. Values only; the driver keeps nothing of its own.
struct ResourceRequest {
  std::string
      gu_id;  ///< Stable over the resource's life: hash of project, environment life, type, class and id (32 hex).
  std::string type, resource_class,
      id;  ///< Score's words: "postgres", "default", "workloads.shop.db" or "shared.<id>".
  std::string project, environment, environment_type, workload;
  std::string params = "{}";  ///< JSON object: what the workload asks for, placeholders resolved.
  std::string inputs = "{}";  ///< JSON object: what the definition says, placeholders resolved.
  std::map<std::string, Secret> secret_inputs;
  std::string state = "{}";                     ///< JSON object the driver returned last time; "{}" at first.
  std::map<std::string, Secret> known_secrets;  ///< Secret outputs of last time, or those prepared with the intent.
  std::optional<DriverChanges> agreed = {};     ///< What preview() said and was agreed to: apply() does that or stops.
  std::string metadata = "{}";                  ///< JSON object: the resource's own under `metadata` in score.yaml.
  /// JSON object, for drivers that read services: each workload of the environment that runs, and this one, with its
  /// service ports: {"shop": {"web": {"port": 80, "targetPort": 8080, "protocol": "TCP"}}}.
  std::string services = "{}";
  /// Of the cloud account that its definition names: variables and credentials for the process of the tool, and for
  /// nothing else.
  std::map<std::string, std::string> account_variables = {};
  std::map<std::string, Secret> credentials = {};
};

/// What is there now.
struct ResourceOutcome {
  std::string outputs = "{}";  ///< JSON object, nothing secret.
  /// Secret outputs by key, for example "password". Keys that begin with a dot are the driver's own: kept with the
  /// others, handed to nobody.
  std::map<std::string, Secret> secrets;
  std::string state = "{}";  ///< JSON object for the driver's next call.
};

/// What a workload may say about a resource under `params`.
struct DriverParameter {
  std::string name, description;
  bool is_required = false;
  std::string usual;  ///< What is taken, or proposed, when nothing is said; "" for nothing.
};

/// What a resource hands out, as `${resources.<name>.<output>}`.
struct DriverOutput {
  std::string name;
  bool is_secret = false;
};

/// What is known of a driver's resources before one is made: for forms and hints.
struct DriverOffer {
  std::vector<DriverParameter> parameters;
  std::vector<DriverOutput> outputs;
  bool is_mounted = false;  ///< A container gets it as a directory and not by variables.
};

/// One of the things a resource consists of, of which nobody knows whether it was made.
struct DriverPart {
  std::string subject;  ///< The driver's own name for it: "aws_db_instance.main".
  std::string about;    ///< What is known of it: "its creation had begun".
  std::string id;       ///< What it is called outside, if that was told; "" otherwise.
};

/// Of apply(): it was begun, and nobody knows what came of it.
inline constexpr std::string_view answer_lost_code = "delivery.answer_lost";

struct DriverContext {
  std::function<void(std::string_view line)> log;
  std::stop_token stop;
  std::chrono::milliseconds deadline{60'000};
};

/// Makes resources of one kind real. Thread-safe, blocking. apply() is idempotent for one gu_id: names of real objects
/// come from it, so a repeat after a crash finds what the first try made. Where that is not certain, may_repeat() says
/// so. destroy() may always be repeated.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual std::string_view name() const = 0;
  /// For a definition with these inputs (a JSON object). What apply() answers has every output named here.
  virtual DriverOffer offer(const std::string& inputs) const = 0;
  /// Checks inputs before anything is done, so that a plan fails and not a deployment. Errors: delivery.invalid_inputs,
  /// delivery.tool_missing (says what to install).
  virtual Status check(const ResourceRequest& request) const = 0;
  /// Secrets only we know beforehand; stored (encrypted) with the intent before apply(). For example a password.
  virtual std::map<std::string, Secret> prepare(const ResourceRequest& request) const = 0;
  /// What exists under this gu_id: the outcome, nullopt when it surely does not exist, an Error when that cannot be
  /// told.
  virtual Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                         const DriverContext& context) = 0;
  /// Errors, beside the driver's own: delivery.plan_changed (it would do something else than was agreed to);
  /// answer_lost_code.
  virtual Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) = 0;
  /// Fine when it does not exist. `purge`: data goes too; otherwise it is kept aside for the retention time.
  virtual Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) = 0;
  /// Whether rotate() can make new secrets while those of before still work.
  virtual bool can_rotate() const { return false; }
  /// New secrets beside those of the request, which still work. `next`: what prepare() made for it; with the same
  /// `next` it may be repeated. Errors: as apply(); delivery.cannot_rotate.
  virtual Result<ResourceOutcome> rotate(const ResourceRequest& request, const std::map<std::string, Secret>& next,
                                         const DriverContext& context) {
    (void)request, (void)next, (void)context;
    return conflict("delivery.cannot_rotate", "This driver has no credentials that it could replace.");
  }
  /// After rotate(): only the secrets of the request are valid from now on, be it the new or the old ones. May be
  /// repeated. Errors: as apply().
  virtual Status keep_only(const ResourceRequest& request, const DriverContext& context) {
    (void)request, (void)context;
    return ok();
  }
  /// Whether preview() knows anything.
  virtual bool has_preview() const { return false; }
  /// What apply() would do now, for a plan and for those who approve it; changes nothing. Nothing: it cannot say
  /// beforehand. Errors: as apply().
  virtual Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext& context) {
    (void)request, (void)context;
    return std::optional<DriverChanges>();
  }
  /// How what is there differs from what was applied last; changes nothing. Nothing: it cannot tell. Errors: as
  /// observe().
  virtual Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext& context) {
    (void)request, (void)context;
    return std::optional<DriverChanges>();
  }
  /// Inputs of a definition that are text of another language, with `${...}` of its own: taken as they are.
  virtual std::vector<std::string> literal_inputs() const { return {}; }
  /// Whether it looks at the request's `services`.
  virtual bool reads_services() const { return false; }
  /// Whether the process of its tool gets what a cloud account says.
  virtual bool takes_account() const { return false; }
  /// How long one call may take.
  virtual std::chrono::minutes longest_call() const { return std::chrono::minutes(5); }
  /// Removes the data of all resources that destroy() kept aside before `day`. Drivers that keep nothing do nothing.
  virtual Status remove_kept(std::chrono::sys_days day, const DriverContext& context) {
    (void)day, (void)context;
    return ok();
  }
  /// Whether apply() may be called again although nobody knows what came of the call before. Where it may not,
  /// observe() is asked first, and a person when that cannot tell.
  virtual bool may_repeat(const ResourceRequest& request) const {
    (void)request;
    return true;
  }
  /// Whether its resources consist of things that are told apart by doubts() and settle().
  virtual bool has_parts() const { return false; }
  /// Those that an interrupted call may have made and that it does not know. While there are any, may_repeat() is
  /// false, apply() refuses with answer_lost_code, and observe(), drift() and destroy() refuse, too. Errors: as
  /// observe().
  virtual Result<std::vector<DriverPart>> doubts(const ResourceRequest& request) const {
    (void)request;
    return std::vector<DriverPart>();
  }
  /// What a person says of them: those by `ids` are there and are taken over by the next apply(); the others are not.
  /// Errors: delivery.invalid_imports, delivery.not_in_question; as observe().
  virtual Status settle(const ResourceRequest& request, const std::map<std::string, std::string>& ids) {
    (void)request, (void)ids;
    return ok();
  }
};

}  // namespace towpath::delivery
