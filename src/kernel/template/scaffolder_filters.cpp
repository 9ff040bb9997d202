#include "template/scaffolder_filters.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "coerce.h"
#include "filters.h"

// Source: @backstage/plugin-scaffolder-node 0.13 (parseRepoUrl), @backstage/catalog-model 1.10 (parseEntityRef),
// lodash 4.17 (get).
namespace towpath::tmpl {

namespace {

// A form value as URLSearchParams decodes it: '+' is a blank, %XX a byte.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      const char c = at < text.size() ? text[at] : 'x';
      return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    };
    if (text[i] == '%' && digit(i + 1) >= 0 && digit(i + 2) >= 0) {
      out += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

struct RepoUrl {
  std::string host;
  std::vector<std::pair<std::string, std::string>> parameters;

  std::optional<std::string> find(std::string_view name) const {
    for (const auto& [key, value] : parameters)
      if (key == name) return value;
    return std::nullopt;
  }
};

// "host?owner=o&repo=r", what the repository picker gives.
std::optional<RepoUrl> read_repo_url(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const std::size_t query = text.find('?');
  std::string_view host = text.substr(0, std::min(query, text.find('/')));
  host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0
  if (host.empty() || host.find_first_of(" <>^|\\%[]\t\n") != host.npos) return std::nullopt;
  RepoUrl url{to_lower(host), {}};
  if (url.host.ends_with(":443")) url.host.resize(url.host.size() - 4);
  if (query == text.npos) return url;
  for (const std::string& pair : split(text.substr(query + 1), '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    url.parameters.emplace_back(decoded(pair.substr(0, equals)),
                                equals == pair.npos ? "" : decoded(pair.substr(equals + 1)));
  }
  return url;
}

std::string without_slashes(std::string_view text) {
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string_view> required_parameters(std::string_view type, const RepoUrl& url) {
  if (type == "bitbucketCloud") return {"workspace", "project", "repo"};
  if (type == "bitbucketServer" || type == "azure") return {"project", "repo"};
  if (type == "gitea" || type == "gerrit") return {"repo"};
  if (type == "gitlab" && !url.find("project").value_or("").empty()) return {};
  if (type == "gitlab") return {"owner", "repo"};
  return {"repo", "owner"};
}

Result<Object> parse_repo_url(const Value& input, const ForgeType& forge_type) {
  // JavaScript puts whatever it got into the text of the URL.
  Meter meter{Limits()};
  TRY(const std::string text, to_text(input, meter));
  const auto url = read_repo_url(text);
  if (!url) return render_error("got an invalid repository URL: '" + text + "'");
  const std::string type = forge_type(url->host);
  if (type.empty())
    return render_error("knows no forge at the host '" + url->host + "'")
        .with_hint(
            input.is_nullish()
                ? "The value is missing: is the parameter set in every case?"
                : "A repository URL looks like github.com?owner=acme&repo=shop; other hosts must be configured.");
  for (const std::string_view name : required_parameters(type, *url))
    if (url->find(name).value_or("").empty())
      return render_error("misses '" + std::string(name) + "' in the repository URL '" + text + "'");
  Object out{{"host", Value(url->host)}};
  for (const char* name : {"owner", "repo", "organization", "workspace", "project"}) {
    const auto value = url->find(name);
    out.set(name, value ? Value(without_slashes(*value)) : Value());
  }
  return out;
}

Result<Value> project_slug(const Value& input, const ForgeType& forge_type) {
  TRY(const Object url, parse_repo_url(input, forge_type));
  const auto part = [&](std::string_view name) {
    const std::string* text = url.find(name)->as_text();
    return text ? *text : std::string("undefined");
  };
  return Value(part("owner") + '/' + part("repo"));
}

struct RefParts {
  Value kind;
  Value space;
  Value name;
};

// [kind:][namespace/]name
Result<RefParts> read_ref_text(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::size_t colon = text.find(':');
  if (slash < colon) colon = text.npos;
  const std::size_t space_at = colon + 1;  // npos + 1 is 0
  RefParts parts;
  if (colon != text.npos) parts.kind = Value(text.substr(0, colon));
  if (slash != text.npos) parts.space = Value(text.substr(space_at, slash - space_at));
  parts.name = Value(text.substr(slash == text.npos ? space_at : slash + 1));
  for (const Value* part : {&parts.kind, &parts.space, &parts.name})
    if (part->as_text() && part->as_text()->empty())
      return render_error("got '" + std::string(text) + "', which is not in the form [kind:][namespace/]name");
  return parts;
}

// A reference as text, or an object with kind, namespace and name.
Result<Value> parse_entity_ref(const Value& input, std::span<const Value> arguments) {
  const Value& defaults = argument(arguments, 0);
  if (!truthy(input) || !(input.as_text() || input.as_object()))
    return render_error("needs an entity reference, not " +
                        std::string(input.as_text() ? "an empty text" : kind_name(input)));
  RefParts parts{property(input, "kind"), property(input, "namespace"), property(input, "name")};
  if (const std::string* text = input.as_text()) {
    TRY(parts, read_ref_text(*text));
  }
  if (parts.kind.is_nullish()) parts.kind = property(defaults, "defaultKind");
  if (parts.space.is_nullish()) parts.space = property(defaults, "defaultNamespace");
  if (parts.space.is_nullish() || parts.space.is_same(Value(""))) parts.space = Value("default");
  if (!truthy(parts.kind))
    return render_error("found no kind in the entity reference")
        .with_hint("Write `parseEntityRef({ defaultKind: 'group' })`.");
  if (!truthy(parts.name)) return render_error("found no name in the entity reference");
  return Value(Object{{"kind", parts.kind}, {"namespace", parts.space}, {"name", parts.name}});
}

// lodash's get: a path "a.b[0].c", or a list of keys.
Result<Value> pick(const Value& input, std::span<const Value> arguments) {
  Meter meter{Limits()};
  const Value& wanted = argument(arguments, 0);
  std::vector<std::string> path;
  if (const Array* keys = wanted.as_array()) {
    for (const Value& key : *keys) {
      TRY(std::string text, to_text(key, meter));
      path.push_back(std::move(text));
    }
  } else {
    TRY(const std::string text, to_text(wanted, meter));
    if (const Object* object = input.as_object(); object && object->contains(text)) return *object->find(text);
    std::string key;
    for (const char c : text) {
      if (c != '.' && c != '[' && c != ']') {
        if (c != '"' && c != '\'') key += c;
      } else if (!key.empty()) {
        path.push_back(std::exchange(key, {}));
      }
    }
    if (!key.empty() || path.empty()) path.push_back(key);
  }
  Value current = input;
  for (const std::string& key : path) current = property(current, key);
  if (current.is_undefined()) return argument(arguments, 1);
  return current;
}

}  // namespace

std::string public_forge_type(std::string_view host) {
  if (host == "github.com") return "github";
  if (host == "gitlab.com") return "gitlab";
  if (host == "bitbucket.org") return "bitbucketCloud";
  if (host == "dev.azure.com") return "azure";
  return {};
}

void add_scaffolder_filters(Environment& environment, ForgeType forge_type) {
  environment.filters["parseRepoUrl"] = [forge_type](const Value& input, std::span<const Value>) -> Result<Value> {
    TRY(Object url, parse_repo_url(input, forge_type));
    return Value(std::move(url));
  };
  environment.filters["projectSlug"] = [forge_type](const Value& input, std::span<const Value>) {
    return project_slug(input, forge_type);
  };
  environment.filters["parseEntityRef"] = parse_entity_ref;
  environment.filters["pick"] = pick;
}

}  // namespace towpath::tmpl
