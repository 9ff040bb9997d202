#include "feedback_people.h"

#include <map>
#include <stdexcept>

#include "group_walk.h"

namespace towpath::app {
namespace {

/// Calls `take` with each item of every page; `read` answers one page.
template <class Read, class Take>
void for_all(const Read& read, const Take& take) {
  for (identity::PageRequest request;;) {
    request.limit = 500;
    const auto page = read(request);
    if (!page.has_value()) throw std::runtime_error(page.error().message());
    for (const auto& item : page->items) take(item);
    if (page->next.empty()) return;
    request.after = page->next;
  }
}

}  // namespace

std::vector<feedback::Person> FeedbackPeople::people() { return people_in(groups()); }

std::vector<feedback::Person> FeedbackPeople::members(const std::vector<std::string>& refs) {
  const std::vector<identity::Group> all = groups();
  std::map<std::string, const std::vector<std::string>*> members_of;
  for (const identity::Group& group : all) members_of.emplace(group.ref, &group.members);
  const auto reached = reached_from(refs, [&](const std::string& ref) {
    const auto found = members_of.find(ref);
    return found == members_of.end() ? std::vector<std::string>() : *found->second;
  });
  std::vector<feedback::Person> out = people_in(all);
  std::erase_if(out, [&](const feedback::Person& person) { return !reached.contains(person.ref); });
  return out;
}

std::vector<identity::Group> FeedbackPeople::groups() {
  std::vector<identity::Group> out;
  for_all([&](const auto& request) { return identity_.groups(auth::system_principal(), request); },
          [&](const identity::Group& group) { out.push_back(group); });
  return out;
}

std::vector<feedback::Person> FeedbackPeople::people_in(const std::vector<identity::Group>& all) {
  std::map<std::string, std::pair<std::size_t, std::string>> team_of;  // by person: members and name of the group
  for (const identity::Group& group : all) {
    const std::pair candidate(group.members.size(), group.ref);
    for (const std::string& member : group.members) {
      const auto [known, is_new] = team_of.try_emplace(member, candidate);
      if (!is_new && candidate < known->second) known->second = candidate;
    }
  }
  std::vector<feedback::Person> out;
  for_all([&](const auto& request) { return identity_.users(auth::system_principal(), request); },
          [&](const identity::User& user) {
            if (user.is_disabled) return;
            const auto team = team_of.find(user.ref);
            out.push_back({user.ref, team == team_of.end() ? "" : team->second.second});
          });
  return out;
}

std::string FeedbackPeople::mail_address(const std::string& ref) {
  const auto user = identity_.user(auth::system_principal(), ref.substr(ref.find('/') + 1));
  return user.has_value() && !user->is_disabled ? user->email : "";
}

}  // namespace towpath::app
