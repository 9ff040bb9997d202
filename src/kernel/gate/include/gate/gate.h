#pragma once

#include <atomic>
#include <string>

#include "auth/auth.h"
#include "base/result.h"

namespace towpath::gate {

/// What is about to be done.
struct Question {
  std::string gate;          ///< "deploy", "merge", ...: what kind of step it is.
  std::string subject;       ///< The entity it is about, "component:default/shop".
  std::string cause;         ///< What it belongs to, "deployment:<id>" or "run:<id>"; for finding the answer again.
  std::string facts = "{}";  ///< JSON object: what is known, by name. No secret ever.
  /// Who may see the answer, and what conditions may use.
  auth::Attributes attributes = {};
  std::string override_reason = {};  ///< Why it is to be done in spite of an answer that may be overridden.
};

/// Who answers. Thread-safe, blocking; never inside a transaction.
class Guard {
 public:
  virtual ~Guard() = default;
  /// ok(), or an error of the kind forbidden that says why not and what to do, with the kept answer as the field
  /// /decision, and each policy that is not met as a field /policies/<name>. Errors: policy.denied,
  /// policy.override_needed.
  virtual Status pass(const auth::Principal& principal, const Question& question) = 0;
};

/// Where modules ask. Thread-safe once connected.
class Gates final : public Guard {
 public:
  /// Before anything asks; the guard outlives the last question.
  void connect(Guard& guard) { guard_ = &guard; }
  /// Without a guard everything passes.
  Status pass(const auth::Principal& principal, const Question& question) override {
    Guard* guard = guard_.load();
    return guard ? guard->pass(principal, question) : ok();
  }

 private:
  std::atomic<Guard*> guard_ = nullptr;
};

}  // namespace towpath::gate
