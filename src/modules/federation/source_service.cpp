#include "source_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/id.h"
#include "base/strings.h"
#include "json/json.h"
#include "signature.h"
#include "slug.h"

namespace towpath::federation {
namespace {

constexpr std::size_t longest_key = 200, most_names = 500;

void check_names(Error& error, const std::string& field, const std::map<std::string, std::string>& names) {
  if (names.size() > most_names) error.add_field(field, fmt::format("must be at most {} names", most_names));
  for (const auto& [theirs, ours] : names)
    if (theirs.empty() || theirs.size() > longest_key || ours.empty() || ours.size() > longest_key)
      error.add_field(field + "/" + json::escape_pointer(theirs),
                      fmt::format("must be 1 to {} bytes on both sides", longest_key));
}

Status valid(const Source& source, std::string_view scheme) {
  Error error = invalid_input("federation.invalid_source", "A source cannot be like that.");
  if (!is_slug(source.name)) error.add_field("/name", slug_rule);
  const SourceType* type = source_type(source.type);
  std::vector<std::string> words;
  if (!type) {
    for (const SourceType& each : source_types()) words.emplace_back(each.name);
    error.add_field("/type", "must be one of " + join(words, ", "));
  } else if (!scheme.empty()) {
    for (const Scheme each : type->schemes) words.emplace_back(to_string(each));
    if (std::find(words.begin(), words.end(), scheme) == words.end())
      error.add_field("/scheme", fmt::format("must be one of {} for {}", join(words, ", "), type->name));
  }
  if (source.component.size() > longest_key)
    error.add_field("/component", fmt::format("must be at most {} bytes", longest_key));
  check_names(error, "/components", source.components);
  check_names(error, "/environments", source.environments);
  for (const auto& [theirs, ours] : source.environments)
    if (std::find(environment_types.begin(), environment_types.end(), ours) == environment_types.end())
      error.add_field("/environments/" + json::escape_pointer(theirs),
                      "must be production, staging, testing, development or preview");
  if (!error.fields().empty()) return error;
  return ok();
}

}  // namespace

Error no_source(const std::string& name) {
  return not_found("federation.source_not_found", fmt::format("There is no source {}.", name))
      .with_hint("towpath source list");
}

void SourceService::announce(db::Tx& tx, const char* type, const Source& s, const std::string& actor) {
  kernel_.events.append(
      tx, {.type = type,
           .subject = "source:" + s.name,
           .actor = actor,
           .payload = boost::json::serialize(boost::json::object{
               {"source", s.name}, {"type", s.type}, {"scheme", to_string(s.scheme)}, {"enabled", s.is_enabled}})});
}

Result<SourcePage> SourceService::list(const auth::Principal& principal, const std::string& after, std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SourcePage> {
    SourcePage page{store_.list(tx, after, limit + 1), "", store_.count(tx)};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().name;
    }
    return page;
  });
}

Result<Source> SourceService::find(const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Source> {
    if (auto found = store_.find(tx, name)) return std::move(*found);
    return no_source(name);
  });
}

Result<Source> SourceService::get(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.read", {}));
  return find(name);
}

Result<SourceWithSecret> SourceService::create(const auth::Principal& principal, const NewSource& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.update", {}));
  Source source;
  source.id = new_ulid();
  source.name = given.name;
  source.type = given.type;
  source.component = given.component;
  source.components = given.components;
  source.environments = given.environments;
  source.created_at = kernel_.clock.now();
  CHECK_OK(valid(source, given.scheme));
  source.scheme = given.scheme.empty() ? source_type(source.type)->schemes.front() : *scheme_from(given.scheme);
  const Secret secret = new_secret(source.scheme);
  // The secret first: a source without one could never be used, a secret without a source is only litter.
  CHECK_OK(keys_.store(source.id, secret));
  const Status made = kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.insert(tx, source))
      return conflict("federation.duplicate_source", fmt::format("There is a source {} already.", source.name))
          .with_hint("towpath source show " + source.name);
    announce(tx, "federation.source.created", source, principal.ref);
    return ok();
  });
  if (!made.has_value()) {
    CHECK_OK(keys_.forget(source.id));
    return made.error();
  }
  return SourceWithSecret{std::move(source), secret};
}

Result<Source> SourceService::change(const auth::Principal& principal, const std::string& name,
                                     const SourceChange& change) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.update", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Source> {
    auto source = store_.find(tx, name);
    if (!source) return no_source(name);
    if (change.component) source->component = *change.component;
    if (change.components) source->components = *change.components;
    if (change.environments) source->environments = *change.environments;
    if (change.is_enabled) source->is_enabled = *change.is_enabled;
    CHECK_OK(valid(*source, change.scheme.value_or("")));
    if (change.scheme && !change.scheme->empty()) source->scheme = *scheme_from(*change.scheme);
    store_.update(tx, *source);
    announce(tx, "federation.source.updated", *source, principal.ref);
    return std::move(*source);
  });
}

Result<SourceWithSecret> SourceService::renew_secret(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.update", {}));
  TRY(const Source before, find(name));
  const Secret secret = new_secret(before.scheme);
  CHECK_OK(keys_.store(before.id, secret));
  TRY(Source source, kernel_.db.transact([&](db::Tx& tx) -> Result<Source> {
    auto found = store_.find(tx, name);
    if (!found) return no_source(name);
    ++found->key_version;
    store_.update(tx, *found);
    announce(tx, "federation.source.updated", *found, principal.ref);
    return std::move(*found);
  }));
  return SourceWithSecret{std::move(source), secret};
}

Status SourceService::remove(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "source.update", {}));
  TRY(const Source source, find(name));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.remove(tx, source.id)) return no_source(name);
    announce(tx, "federation.source.deleted", source, principal.ref);
    return ok();
  }));
  return keys_.forget(source.id);
}

}  // namespace towpath::federation
