#pragma once

#include <set>
#include <string>
#include <vector>

namespace towpath::app {

/// Everything that is reached from some references: they themselves, and members of members, as groups nest.
/// `members_of(ref)` answers those of a group, and nothing for what is none. Groups may hold each other.
template <class MembersOf>
std::set<std::string> reached_from(std::vector<std::string> open, const MembersOf& members_of) {
  std::set<std::string> reached;
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    if (!reached.insert(next).second) continue;
    const std::vector<std::string> members = members_of(next);
    open.insert(open.end(), members.begin(), members.end());
  }
  return reached;
}

}  // namespace towpath::app
