#include "host_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "drivers/driver_json.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t most_hosts = 500, longest_name = 253, most_groups = 50, largest_text = 64u << 10;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_made_of(std::string_view text, std::string_view others) {
  return !text.empty() && text.size() <= longest_name && (is_letter_or_digit(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter_or_digit(c) || others.find(c) != others.npos; });
}

/// A DNS name or an IP address; an IPv6 address begins with a digit, a letter or "::".
bool is_address(std::string_view text) {
  return is_made_of(text, ".-_:") || (text.starts_with("::") && is_made_of(text.substr(2), ":."));
}

Result<ManagedHost> read_host(const ResourceRequest& request, const value& given) {
  ManagedHost out;
  if (given.is_string()) {
    out.name = std::string(given.get_string());
    CHECK_OK(check_host(request, out));
    return out;
  }
  if (!given.is_object()) return invalid_inputs(request, "a host in 'hosts' is neither a name nor an object");
  const object& from = given.get_object();
  CHECK_OK(only_keys(request, "field of a host", from, {"name", "address", "port", "user", "groups"}));
  TRY(out.name, text_of(request, from, "name", "hosts.", ""));
  TRY(out.address, text_of(request, from, "address", "hosts.", ""));
  TRY(out.user, text_of(request, from, "user", "hosts.", ""));
  if (const auto* port = from.if_contains("port")) {
    if (!port->is_int64() || port->get_int64() < 0 || port->get_int64() > 65535)
      return invalid_inputs(request, fmt::format("the port of the host '{}' is none", out.name));
    out.port = static_cast<int>(port->get_int64());
  }
  TRY(out.groups, names_of(request, from, "groups"));
  CHECK_OK(check_host(request, out));
  return out;
}

Result<HostQuery> read_query(const ResourceRequest& request, const object& from) {
  CHECK_OK(only_keys(request, "field of hosts", from, {"catalog"}));
  TRY(const object catalog, object_of(request, from, "catalog"));
  CHECK_OK(only_keys(request, "field of hosts.catalog", catalog, {"type", "tag", "owner"}));
  HostQuery out;
  TRY(out.type, text_of(request, catalog, "type", "hosts.catalog.", ""));
  TRY(out.tag, text_of(request, catalog, "tag", "hosts.catalog.", ""));
  TRY(out.owner, text_of(request, catalog, "owner", "hosts.catalog.", ""));
  if (out.type.empty() && out.tag.empty())
    return invalid_inputs(request, "'hosts.catalog' would be every resource of the catalog")
        .with_hint("hosts: {catalog: {type: host, tag: web}}");
  return out;
}

/// As ansible wants names of groups: letters, digits and '_'.
std::string group_name(std::string group) {
  std::replace(group.begin(), group.end(), '-', '_');
  return group;
}

}  // namespace

Status check_host(const ResourceRequest& request, const ManagedHost& host) {
  const auto wrong = [&](std::string_view what, std::string_view text) {
    return invalid_inputs(request, fmt::format("'{}' cannot be the {} of a host", text, what))
        .with_hint("Letters, digits, '.', '-' and '_' are fine, with a letter or digit first.");
  };
  if (!is_made_of(host.name, ".-_")) return wrong("name", host.name);
  if (!host.address.empty() && !is_address(host.address)) return wrong("address", host.address);
  if (!host.user.empty() && !is_made_of(host.user, ".-_")) return wrong("user", host.user);
  if (host.groups.size() > most_groups) return wrong("groups", fmt::format("more than {} names", most_groups));
  for (const std::string& group : host.groups)
    if (!is_identifier(group) || group == "all" || group == "ungrouped") return wrong("group", group);
  return ok();
}

Status read_hosts(const ResourceRequest& request, const object& from, ConfigurationInputs& out) {
  if (const auto* hosts = from.if_contains("hosts")) {
    if (hosts->is_object()) {
      TRY(out.host_query, read_query(request, hosts->get_object()));
    } else if (hosts->is_array() && !hosts->get_array().empty() && hosts->get_array().size() <= most_hosts) {
      std::set<std::string> names;
      for (const value& each : hosts->get_array()) {
        TRY(ManagedHost host, read_host(request, each));
        if (!names.insert(host.name).second)
          return invalid_inputs(request, fmt::format("the host '{}' is named twice", host.name));
        out.hosts.push_back(std::move(host));
      }
    } else {
      return invalid_inputs(request, fmt::format("the definition's 'hosts' is no list of 1 to {}", most_hosts))
          .with_hint("hosts: [web1.example.org], or from the catalog: hosts: {catalog: {type: host}}");
    }
  }
  TRY(out.user, text_of(request, from, "user", "", ""));
  if (!out.user.empty()) CHECK_OK(check_host(request, {"x", "", 0, out.user, {}}));
  TRY(std::string key, text_of(request, from, "sshKey", "", ""));
  TRY(out.known_hosts, text_of(request, from, "knownHosts", "", ""));
  if (key.size() > largest_text || out.known_hosts.size() > largest_text)
    return invalid_inputs(request, fmt::format("'sshKey' and 'knownHosts' have at most {} bytes", largest_text));
  out.ssh_key = Secret(std::move(key));
  return ok();
}

void add_hosts(const ConfigurationInputs& inputs, object& out) {
  out["user"] = inputs.user;
  out["sshKey"] = inputs.ssh_key.reveal();
  out["knownHosts"] = inputs.known_hosts;
  if (inputs.host_query) {
    const HostQuery& query = *inputs.host_query;
    out["hosts"] = object{{"catalog", object{{"type", query.type}, {"tag", query.tag}, {"owner", query.owner}}}};
    return;
  }
  if (inputs.hosts.empty()) return;
  boost::json::array hosts;
  for (const ManagedHost& host : inputs.hosts)
    hosts.push_back(object{{"name", host.name},
                           {"address", host.address},
                           {"port", host.port},
                           {"user", host.user},
                           {"groups", boost::json::value_from(host.groups)}});
  out["hosts"] = std::move(hosts);
}

std::string inventory_of(const ConfigurationInputs& inputs, const std::string& remote_folder) {
  object all, groups;
  if (inputs.is_local())
    all["localhost"] = object{{"ansible_connection", "local"},
                              {"ansible_remote_tmp", remote_folder},
                              {"ansible_python_interpreter", "{{ ansible_playbook_python }}"}};
  for (const ManagedHost& host : inputs.hosts) {
    object variables{{"ansible_host", host.address.empty() ? host.name : host.address}};
    if (host.port != 0) variables["ansible_port"] = host.port;
    if (const std::string& user = host.user.empty() ? inputs.user : host.user; !user.empty())
      variables["ansible_user"] = user;
    all[host.name] = std::move(variables);
    for (const std::string& group : host.groups) {
      object& members = groups.emplace(group_name(group), object{{"hosts", object{}}}).first->value().as_object();
      members["hosts"].as_object()[host.name] = nullptr;
    }
  }
  object out{{"hosts", std::move(all)}};
  if (!groups.empty()) out["children"] = std::move(groups);
  return boost::json::serialize(object{{"all", std::move(out)}});
}

}  // namespace towpath::delivery
