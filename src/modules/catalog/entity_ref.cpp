#include "catalog/entity_ref.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::catalog {

Result<EntityRef> EntityRef::parse(std::string_view text, std::string_view default_kind,
                                   std::string_view default_namespace) {
  std::string_view kind = default_kind, ns = default_namespace, name = text;
  if (const auto colon = name.find(':'); colon != name.npos) {
    kind = name.substr(0, colon);
    name = name.substr(colon + 1);
  }
  if (const auto slash = name.find('/'); slash != name.npos) {
    ns = name.substr(0, slash);
    name = name.substr(slash + 1);
  }
  const auto wrong = [&](std::string_view part) {
    return invalid_input("catalog.invalid_ref",
                         fmt::format("The entity reference '{}' had missing or empty {}.", text, part))
        .with_hint("Write it like component:default/web; the namespace may be left out.");
  };
  if (kind.empty()) return wrong("kind");
  if (ns.empty()) return wrong("namespace");
  if (name.empty()) return wrong("name");
  return EntityRef(to_lower(kind), to_lower(ns), to_lower(name));
}

}  // namespace towpath::catalog
