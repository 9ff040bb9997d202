#include "post_office.h"

#include <fmt/core.h>

#include <algorithm>

#include "auth/signed_in.h"
#include "base/strings.h"
#include "log/log.h"

namespace towpath::feedback {
namespace {

constexpr std::int64_t most_attempts = 12;
constexpr std::chrono::minutes while_sending{5};  // a letter whose server died is due again after that
constexpr std::chrono::seconds first_wait{30};
constexpr std::chrono::hours longest_wait{3};

std::chrono::seconds wait_after(std::int64_t attempts) {
  return std::min<std::chrono::seconds>(first_wait * (std::int64_t{1} << std::min<std::int64_t>(attempts - 1, 12)),
                                        longest_wait);
}

}  // namespace

void PostOffice::mail(db::Tx& tx, const std::set<std::string>& users, const Message& message) const {
  if (!courier_.has_mail() || std::find(mailed_kinds.begin(), mailed_kinds.end(), message.kind) == mailed_kinds.end())
    return;
  const std::set<std::string> without = store_.without_mail(tx, message.kind);
  const UtcTime now = kernel_.clock.now();
  std::vector<WaitingLetter> letters;
  for (const std::string& user : users)
    if (!user.empty() && !without.contains(user))
      letters.push_back({new_ulid(), user, message.title, message.text, message.link, now, 0});
  if (letters.empty()) return;
  store_.insert(tx, letters, now);
  tx.notify(channel);
}

Result<std::map<std::string, bool>> PostOffice::wishes(const auth::Principal& principal) const {
  CHECK_OK(auth::check_signed_in(principal, "what one is told is each person's own."));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::map<std::string, bool>> {
    const std::set<std::string> off = store_.mail_off(tx, principal.ref);
    std::map<std::string, bool> out;
    for (const std::string_view kind : mailed_kinds) out.emplace(kind, !off.contains(std::string(kind)));
    return out;
  });
}

Status PostOffice::set_wishes(const auth::Principal& principal, const std::map<std::string, bool>& wishes) const {
  CHECK_OK(auth::check_signed_in(principal, "what one is told is each person's own."));
  for (const auto& [kind, is_wanted] : wishes)
    if (std::find(mailed_kinds.begin(), mailed_kinds.end(), kind) == mailed_kinds.end())
      return invalid_input("feedback.invalid_kind", fmt::format("There is no mail about '{}'.", kind))
          .with_field("/" + kind, "must be one of announcement, shipped, survey");
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const auto& [kind, is_wanted] : wishes) store_.set_mail(tx, principal.ref, kind, is_wanted);
    return ok();
  });
}

std::optional<UtcTime> PostOffice::send_due(std::stop_token stop) {
  for (int failed = 0; failed < 2;) {
    if (stop.stop_requested()) return std::nullopt;
    const UtcTime now = kernel_.clock.now();
    const auto letter = store_.claim(kernel_.db, now, now + while_sending);
    if (!letter) return kernel_.db.read([&](db::Tx& tx) { return store_.next_due(tx); });
    failed = send(*letter) ? 0 : failed + 1;
  }
  return kernel_.clock.now() + first_wait;
}

bool PostOffice::send(const WaitingLetter& waiting) {
  const Letter letter{waiting.id,    people_.mail_address(waiting.user_ref),
                      waiting.title, waiting.text,
                      waiting.link,  waiting.created_at};
  Status sent = ok();
  if (courier_.has_mail() && !letter.address.empty()) sent = courier_.mail(letter);
  if (!sent.has_value() && sent.error().kind() == ErrorKind::unavailable && waiting.attempts < most_attempts) {
    put_off(waiting, sent.error());
    return false;
  }
  // Without the person: what was said to whom is not the log's business.
  if (!sent.has_value())
    log::warn("a mail could not be sent and is given up",
              {{"attempts", waiting.attempts}, {"code", sent.error().code()}, {"detail", sent.error().message()}});
  const Status removed = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove(tx, waiting.id);
    return ok();
  });
  if (!removed.has_value()) throw std::runtime_error(removed.error().message());
  return true;
}

void PostOffice::put_off(const WaitingLetter& waiting, const Error& error) {
  const auto wait = std::max<std::chrono::seconds>(wait_after(waiting.attempts), error.retry_after());
  log::info(
      "a mail could not be sent yet",
      {{"attempts", waiting.attempts}, {"seconds", wait.count()}, {"code", error.code()}, {"detail", error.message()}});
  const Status moved = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.set_due(tx, waiting.id, kernel_.clock.now() + wait);
    return ok();
  });
  if (!moved.has_value()) throw std::runtime_error(moved.error().message());
}

}  // namespace towpath::feedback
