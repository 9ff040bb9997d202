#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"

namespace towpath::feedback {

/// Somebody who can be asked.
struct Person {
  std::string ref;   ///< "user:default/ann".
  std::string team;  ///< The one group that answers are counted for, or "".
};

/// Who is there. Thread-safe, blocking.
class People {
 public:
  virtual ~People() = default;
  /// Everybody who can sign in, each once.
  virtual std::vector<Person> people() = 0;
  /// The same, of those who are in one of the groups, also by a group in it.
  virtual std::vector<Person> members(const std::vector<std::string>& groups) = 0;
  /// Where mail reaches a person; "" when nowhere, or when they can no longer sign in.
  virtual std::string mail_address(const std::string& ref) = 0;
};

/// A mail.
struct Letter {
  std::string id;  ///< The same when it is sent a second time.
  std::string address;
  std::string title, text;
  std::string link;  ///< Path in the portal.
  UtcTime date;
};

/// Takes mail out. Thread-safe, blocking.
/// Errors: of kind unavailable or failed; trying again may help with the first only.
class Courier {
 public:
  virtual ~Courier() = default;
  virtual bool has_mail() const = 0;
  virtual Status mail(const Letter& letter) = 0;
};

/// Something everybody may know.
struct PublicNotice {
  std::string topic;        ///< "announcements", "roadmap" or "surveys".
  std::string what;         ///< Type of the event that says the same: "feedback.survey.opened".
  std::string title, text;  ///< The text may be "".
  std::string link;         ///< Path in the portal.
};

/// Tells rooms outside the portal, where everybody reads. Thread-safe.
class Chat {
 public:
  virtual ~Chat() = default;
  /// Inside the transaction of what is told; it goes out after the commit, to whoever wants the topic.
  virtual void tell(db::Tx& tx, const PublicNotice& notice) = 0;
};

}  // namespace towpath::feedback
