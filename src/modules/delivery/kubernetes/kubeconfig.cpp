#include "kubeconfig.h"

#include <fmt/format.h>

#include <fstream>

#include "base/base64.h"
#include "base/strings.h"
#include "yaml/yaml.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t most_bytes = 1u << 20;
constexpr const char* code = "delivery.invalid_kubeconfig";

Error invalid(std::string what) { return invalid_input(code, "The kubeconfig " + std::move(what) + "."); }

std::string text_at(const yaml::Node* node, std::string_view key) {
  const auto* found = node == nullptr ? nullptr : node->find(key);
  const auto* text = found == nullptr ? nullptr : found->string();
  return text == nullptr ? std::string() : *text;
}

/// What stands under `inner` in the entry of a list that has this name.
Result<const yaml::Node*> named(const yaml::Node& root, std::string_view list, std::string_view inner,
                                const std::string& name) {
  const auto* entries = root.find(list);
  std::vector<std::string> names;
  if (entries != nullptr)
    for (const auto& entry : entries->items()) {
      const auto own = text_at(&entry, "name");
      const auto* found = entry.find(inner);
      if (own == name && found != nullptr && found->is_mapping()) return found;
      if (!own.empty() && names.size() < 10) names.push_back(own);
    }
  return invalid(fmt::format("has no {} '{}' under {}", inner, name, list))
      .with_hint(names.empty() ? fmt::format("nothing is named there") : "there are: " + join(names, ", "));
}

/// The text under `<key>-data` (base64), or of the file under `key`; "" when neither is there.
Result<std::string> pem(const yaml::Node* node, const std::string& key, const std::filesystem::path& folder,
                        const ReadFile& read_file) {
  if (const auto data = text_at(node, key + "-data"); !data.empty()) {
    auto text = from_base64(data);
    if (!text || text->find("-----BEGIN") == text->npos) return invalid(key + "-data is not base64 of a PEM text");
    return std::move(*text);
  }
  const auto file = text_at(node, key);
  if (file.empty()) return std::string();
  TRY(auto text, read_file(folder / file));
  if (text.find("-----BEGIN") == text.npos) return invalid(fmt::format("names {}, which is no PEM file", file));
  return text;
}

Status refuse_unsupported(const yaml::Node& cluster, const yaml::Node& user) {
  for (const char* key : {"exec", "auth-provider"})
    if (user.find(key) != nullptr)
      return invalid(fmt::format("wants a program to be run to sign in (users[].user.{})", key))
          .with_hint("make a service account with a token for this server, and a kubeconfig that has the token");
  for (const char* key : {"username", "password"})
    if (user.find(key) != nullptr)
      return invalid("signs in with a user's password, which no cluster since 1.19 takes")
          .with_hint("use a token or a client certificate");
  for (const char* key : {"proxy-url", "tls-server-name"})
    if (cluster.find(key) != nullptr)
      return invalid(fmt::format("has clusters[].cluster.{}, which is not supported", key))
          .with_hint("name an address that is reached directly and that the server's certificate has");
  return ok();
}

Result<std::string> read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.eof() || in.bad()) {
    if (in.gcount() > static_cast<std::streamsize>(most_bytes))
      return invalid(fmt::format("or a file it names, {}, is longer than 1 MiB", file.string()));
    return invalid(fmt::format("or a file it names, {}, cannot be read", file.string()))
        .with_hint("is it there, and may the server's user read it?");
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

std::string host_of(std::string_view server) {
  if (const auto start = server.find("://"); start != server.npos) server.remove_prefix(start + 3);
  server = server.substr(0, server.find_first_of("/?#"));
  if (server.starts_with('[')) return std::string(server.substr(1, server.find(']') - 1));
  return std::string(server.substr(0, server.find(':')));
}

Result<ClusterAccess> read_kubeconfig(std::string_view text, const std::filesystem::path& folder,
                                      const std::string& context, const ReadFile& read_file) {
  yaml::Limits limits;
  limits.bytes = most_bytes;
  limits.nodes = 20'000;
  const auto parsed = yaml::parse_one(text, "kubeconfig", limits);
  if (!parsed) return invalid("cannot be read as YAML: " + std::string(trim(parsed.error().message())));
  if (!parsed->is_mapping()) return invalid("is not a mapping with clusters, users and contexts");
  ClusterAccess access;
  access.context = context.empty() ? text_at(&*parsed, "current-context") : context;
  if (access.context.empty())
    return invalid("has no current-context").with_hint("name one of its contexts in the setting kubernetes-context");
  TRY(const auto* chosen, named(*parsed, "contexts", "context", access.context));
  TRY(const auto* cluster, named(*parsed, "clusters", "cluster", text_at(chosen, "cluster")));
  TRY(const auto* user, named(*parsed, "users", "user", text_at(chosen, "user")));
  CHECK_OK(refuse_unsupported(*cluster, *user));
  access.name_space = text_at(chosen, "namespace");
  access.server = text_at(cluster, "server");
  while (access.server.ends_with('/')) access.server.pop_back();
  const auto host = host_of(access.server);
  const bool is_local = host == "localhost" || host == "::1" || host.starts_with("127.");
  if (host.empty() || access.server.find_first_of("@ \t\r\n") != access.server.npos ||
      !(access.server.starts_with("https://") || (access.server.starts_with("http://") && is_local)))
    return invalid("has no usable address at clusters[].cluster.server")
        .with_hint("write https://host:port, without a user; http only to this machine");
  const auto* insecure = cluster->find("insecure-skip-tls-verify");
  access.verify_tls = !(insecure != nullptr && insecure->boolean().value_or(false));
  TRY(access.authorities, pem(cluster, "certificate-authority", folder, read_file));
  TRY(access.certificate, pem(user, "client-certificate", folder, read_file));
  TRY(auto key, pem(user, "client-key", folder, read_file));
  access.key = Secret(std::move(key));
  if (access.certificate.empty() != access.key.empty())
    return invalid("has a client certificate without its key, or a key without its certificate");
  access.token = Secret(text_at(user, "token"));
  if (access.token.reveal().find_first_of("\r\n") != std::string::npos) return invalid("has a token of several lines");
  if (const auto file = text_at(user, "tokenFile"); !file.empty() && access.token.empty())
    access.token_file = folder / file;
  return access;
}

Result<ClusterAccess> load_kubeconfig(const std::filesystem::path& file, const std::string& context) {
  TRY(const auto text, read_whole(file));
  return read_kubeconfig(text, file.parent_path(), context, read_whole);
}

}  // namespace towpath::delivery
