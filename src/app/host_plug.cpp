#include "host_plug.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "auth/auth.h"
#include "base/product.h"
#include "catalog/all_entities.h"
#include "json/json.h"

namespace towpath::app {
namespace {

Result<delivery::ManagedHost> managed_host(const catalog::Entity& entity) {
  const boost::json::value document = boost::json::parse(entity.document);
  const auto annotation = [&](std::string_view name) {
    const std::string key = fmt::format("{}/{}", product::api_group, name);
    const auto* found = json::at_pointer(document, "/metadata/annotations/" + json::escape_pointer(key));
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  delivery::ManagedHost out{entity.name, annotation("address"), 0, annotation("ssh-user"), entity.tags};
  const std::string port = annotation("ssh-port");
  if (port.empty()) return out;
  const auto read = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (read.ec != std::errc() || read.ptr != port.data() + port.size() || out.port <= 0 || out.port > 65535)
    return invalid_input("catalog.invalid_entity",
                         fmt::format("The annotation {}/ssh-port of {} is no port.", product::api_group, entity.ref));
  return out;
}

}  // namespace

Result<std::vector<delivery::ManagedHost>> CatalogHosts::hosts(const delivery::HostQuery& query) {
  catalog::EntityFilter filter;
  filter.kind = "Resource";
  filter.type = query.type;
  filter.tag = query.tag;
  filter.owner = query.owner;
  TRY(const std::vector<catalog::Entity> entities, catalog::all_entities(catalog_, auth::system_principal(), filter));
  std::vector<delivery::ManagedHost> out;
  for (const catalog::Entity& entity : entities) {
    TRY(delivery::ManagedHost host, managed_host(entity));
    out.push_back(std::move(host));
  }
  std::sort(out.begin(), out.end(), [](const auto& one, const auto& two) { return one.name < two.name; });
  return out;
}

}  // namespace towpath::app
