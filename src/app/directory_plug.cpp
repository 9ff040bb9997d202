#include "directory_plug.h"

#include <stdexcept>

namespace towpath::app {
namespace {

/// Adds the references of every page; `read` answers one page.
template <class Read>
void add_refs(std::vector<std::string>& out, const Read& read) {
  for (identity::PageRequest request;;) {
    request.limit = 500;
    const auto page = read(request);
    if (!page.has_value()) throw std::runtime_error(page.error().message());
    for (const auto& item : page->items) out.push_back(item.ref);
    if (page->next.empty()) return;
    request.after = page->next;
  }
}

}  // namespace

std::optional<catalog::DirectoryEntry> IdentityDirectory::find(const std::string& ref) {
  const auto name = ref.substr(ref.find('/') + 1);
  if (ref == "user:default/" + name) {
    const auto user = identity_.user(auth::system_principal(), name);
    if (!user.has_value()) return std::nullopt;
    return catalog::DirectoryEntry{false, user->name, user->display_name, user->email, "", {}};
  }
  if (ref != "group:default/" + name) return std::nullopt;
  const auto group = identity_.group(auth::system_principal(), name);
  if (!group.has_value()) return std::nullopt;
  return catalog::DirectoryEntry{true, group->name, group->display_name, "", group->description, group->members};
}

std::vector<std::string> IdentityDirectory::refs() {
  std::vector<std::string> out;
  add_refs(out, [this](const auto& request) { return identity_.users(auth::system_principal(), request); });
  add_refs(out, [this](const auto& request) { return identity_.groups(auth::system_principal(), request); });
  return out;
}

}  // namespace towpath::app
