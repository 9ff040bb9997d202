#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "auth/auth.h"
#include "feedback/ports.h"

namespace towpath::feedback {

/// Somebody of a role, in a group where one is named by its reference.
inline auth::Principal person(const std::string& name, const std::string& role = "member",
                              const std::string& group = "") {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = {out.ref};
  if (!group.empty()) out.owner_refs.push_back(group);
  out.roles = {role};
  return out;
}

class GivenPeople final : public People {
 public:
  std::vector<Person> people() override { return all; }
  std::vector<Person> members(const std::vector<std::string>& groups) override {
    std::vector<Person> out;
    for (const Person& person : all)
      for (const std::string& group : groups)
        if (person.team == group) out.push_back(person);
    return out;
  }
  std::string mail_address(const std::string& ref) override { return addresses[ref]; }

  std::vector<Person> all;
  std::map<std::string, std::string> addresses;  ///< By reference.
};

/// Keeps what it is to take out, or refuses it.
class FakeCourier final : public Courier {
 public:
  bool has_mail() const override { return is_there; }
  Status mail(const Letter& letter) override {
    ++tries;
    if (!refusals.empty()) {
      Error error = refusals.front();
      refusals.erase(refusals.begin());
      return error;
    }
    mails.push_back(letter);
    return ok();
  }

  bool is_there = false;
  std::vector<Letter> mails;
  std::vector<Error> refusals;  ///< For the next letters, one each.
  int tries = 0;
};

/// Keeps what everybody may know.
class FakeChat final : public Chat {
 public:
  void tell(db::Tx&, const PublicNotice& notice) override { told.push_back(notice); }

  std::vector<PublicNotice> told;
};

/// Whether it comes true within 20 s, for what the module does by itself.
inline bool comes_true(const std::function<bool()>& what) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < until) {
    if (what()) return true;
    std::this_thread::yield();
  }
  return what();
}

}  // namespace towpath::feedback
