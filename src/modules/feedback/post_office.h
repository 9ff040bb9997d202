#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "auth/auth.h"
#include "feedback/ports.h"
#include "letter_store.h"
#include "module/module.h"
#include "notification.h"

namespace towpath::feedback {

/// What people are told by mail, too, unless they want none.
inline constexpr std::array<std::string_view, 3> mailed_kinds{"announcement", "shipped", "survey"};

/// What goes out by mail: written down in the transaction of what it tells, sent afterwards, tried again for a day,
/// also by the next server when this one dies. A letter may be sent twice when a server dies right after sending it; it
/// then has the same id. Thread-safe.
class PostOffice {
 public:
  PostOffice(const Kernel& kernel, People& people, Courier& courier)
      : kernel_(kernel), people_(people), courier_(courier) {}

  /// To each of the people who want mail of message.kind, and to nobody when there is no mail. In the caller's
  /// transaction.
  void mail(db::Tx& tx, const std::set<std::string>& users, const Message& message) const;

  /// Whether one gets mail of each of mailed_kinds. Errors: auth.required.
  Result<std::map<std::string, bool>> wishes(const auth::Principal& principal) const;
  /// Kinds that are not named stay. Errors: auth.required, feedback.invalid_kind.
  Status set_wishes(const auth::Principal& principal, const std::map<std::string, bool>& wishes) const;
  bool has_mail() const { return courier_.has_mail(); }

  /// Sends what is due, until nothing is, until it is told to stop, or until two in a row could not be taken out: the
  /// rest stays due. When to come back; nothing when nothing waits. One thread at a time is enough: a slow mail server
  /// must not hold more.
  std::optional<UtcTime> send_due(std::stop_token stop);

  /// Hints on this channel of the database say that something is to be sent.
  static constexpr std::string_view channel = "feedback_letters";

 private:
  /// False when whoever takes it out could not be reached.
  bool send(const WaitingLetter& letter);
  void put_off(const WaitingLetter& letter, const Error& error);

  const Kernel& kernel_;
  People& people_;
  Courier& courier_;
  LetterStore store_;
};

}  // namespace towpath::feedback
