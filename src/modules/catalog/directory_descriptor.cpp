#include "directory_descriptor.h"

#include "base/product.h"

namespace towpath::catalog {

Result<FoundDescriptor> describe(const DirectoryEntry& entry) {
  namespace json = boost::json;
  json::object metadata{{"name", entry.name},
                        {"annotations", json::object{{std::string(product::api_group) + "/visibility", "public"}}}};
  if (!entry.display_name.empty() && entry.display_name != entry.name) metadata["title"] = entry.display_name;
  if (!entry.description.empty()) metadata["description"] = entry.description;
  json::object profile, spec;
  if (!entry.display_name.empty()) profile["displayName"] = entry.display_name;
  if (!entry.email.empty()) profile["email"] = entry.email;
  if (entry.is_group) {
    json::array children, members;
    for (const std::string& member : entry.members)
      (member.starts_with("group:") ? children : members).emplace_back(member);
    spec = {{"type", "team"}, {"profile", std::move(profile)}, {"children", std::move(children)}};
    spec["members"] = std::move(members);
  } else {
    // Memberships are stated by the groups.
    spec = {{"profile", std::move(profile)}, {"memberOf", json::array()}};
  }
  const json::object document{{"apiVersion", "backstage.io/v1alpha1"},
                              {"kind", entry.is_group ? "Group" : "User"},
                              {"metadata", std::move(metadata)},
                              {"spec", std::move(spec)}};
  TRY(Descriptor descriptor, check_descriptor(document));
  return FoundDescriptor{std::move(descriptor), ""};
}

}  // namespace towpath::catalog
