#pragma once

#include <optional>
#include <string>

#include "delivery/vault.h"
#include "module/module.h"
#include "planner.h"
#include "runs/approval_nodes.h"

namespace towpath::delivery {

/// Whether a call that was to make or change it has begun and its end is not written down: state provisioning, updating
/// or perhaps_made.
bool is_under_way(const Resource& row);

/// What a person types who says what there is, for the hint of an error.
std::string how_to_answer(const Driver& driver, const Resource& row);

/// One resource that is to be made or changed. What is referred to outlives it.
struct ResourceWork {
  Driver& driver;
  ResourceRequest& request;          ///< What the driver is asked with; its known secrets are prepared here.
  std::optional<Resource> existing;  ///< As it is now.
  Resource row;                      ///< As it is to be; state and what it hands out are set here.
  std::string hash;                  ///< Of all that goes in.
  bool are_inputs_secret = false;
  std::string run, node;  ///< Who does it, and waits when nobody knows what came of it.
};

/// That nobody knows whether a resource was made, or changed.
struct ResourceDoubt {
  Resource row;           ///< As it was begun.
  std::string hash;       ///< Of all that went in; "" where that is not known.
  std::string why;        ///< It is not known, in words.
  std::string run, node;  ///< Who waits for the answer.
  Error error;            ///< delivery.perhaps_made: all of it for people, and what to type.
};

/// What came of it.
struct MakingEnd {
  enum class Kind {
    made,
    open,         ///< Nothing yet: it is still to be made.
    elsewhere,    ///< Another deployment is at it.
    in_question,  ///< A person has to say whether it is there: `doubt`.
  };
  Kind kind = Kind::open;
  std::map<std::string, Secret> secrets = {};  ///< Of what was made.
  std::optional<ResourceDoubt> doubt = {};
};

/// Who says that a resource is there.
struct ResourceWitness {
  std::string actor;           ///< For events.
  std::string answer;          ///< To a question that may be open, as ResourceQuestion says.
  bool must_be_asked = false;  ///< It counts only while the question is open.
};

/// The steps in which a resource is made or changed by its driver, each of which the server may die in: the intent is
/// written before the call and what came of it after. A driver that may not be asked twice is not: it is asked what
/// there is, and where it cannot tell, a person is. No threads.
class ResourceMaking {
 public:
  /// All outlive it.
  ResourceMaking(const Kernel& kernel, const Stores& stores, Vault& vault, runs::ApprovalNodes& nodes)
      : kernel_(kernel), stores_(stores), vault_(vault), nodes_(nodes) {}

  /// What a call before left behind; `open` where it is to be made all the same. Changes nothing outside.
  Result<MakingEnd> take_up(ResourceWork& work, const DriverContext& context);
  /// Errors: the driver's and the vault's, delivery.route_taken. The row says "failed" then; or "perhaps_made" when its
  /// driver can tell the next deployment what came of it.
  Result<MakingEnd> make(ResourceWork& work, const DriverContext& context);

  /// Of a resource that is to be deleted, whose driver does not know what there is: `seen` says why.
  ResourceDoubt doubt_before_deletion(const Driver& driver, const Resource& row, const Error& seen,
                                      const std::string& run, const std::string& node) const;
  /// Puts the question, in the transaction in which the node comes to wait.
  void ask(db::Tx& tx, const ResourceDoubt& doubt);
  /// Writes down what is there, and has what waits for it go on. `hash`: of what it was made from, "" when that is not
  /// what is wanted now. The row as written: what waited may change or delete it right after. Errors: the vault's,
  /// delivery.route_taken, delivery.already_resolved.
  Result<Resource> record(Resource row, const ResourceOutcome& outcome, const std::string& hash,
                          const ResourceWitness& witness);
  /// Writes down that it is not there as it was to be, and has what waits for it make it. The row as
  /// written, as record(). Errors: delivery.already_resolved.
  Result<Resource> record_absent(Resource row, const std::string& reason, const ResourceWitness& witness);

 private:
  Result<bool> write_intent(const ResourceWork& work);
  Result<MakingEnd> settle(ResourceWork& work, const Error& error, const DriverContext& context);
  /// That the thing is there, seen by its driver.
  Result<MakingEnd> found(ResourceWork& work, const ResourceOutcome& outcome, const std::string& hash);
  Status check_asked(db::Tx& tx, const Resource& row, const ResourceWitness& witness) const;
  void put_question(db::Tx& tx, const ResourceDoubt& doubt);
  /// "make" or "change": what was begun.
  std::string about(const Resource& row) const;
  bool is_at_work_elsewhere(db::Tx& tx, const Resource& row, const std::string& deployment_id) const;
  void end_question(db::Tx& tx, const std::string& gu_id, const ResourceWitness& witness);

  const Kernel& kernel_;
  const Stores& stores_;
  Vault& vault_;
  runs::ApprovalNodes& nodes_;
};

}  // namespace towpath::delivery
