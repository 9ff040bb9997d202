#include "platform_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "auth/signed_in.h"
#include "capability_document.h"
#include "catalog/all_entities.h"
#include "product_document.h"

namespace towpath::platform {
namespace {

constexpr std::string_view product_key = "product";

/// The kinds whose change is a change of what the platform offers.
constexpr std::string_view offered_kinds[] = {"Capability", "Template"};

bool is_in_ring(const Capability& capability, const auth::Principal& principal) {
  return capability.ring.empty() ||
         std::any_of(capability.ring.begin(), capability.ring.end(), [&](const std::string& group) {
           return std::find(principal.owner_refs.begin(), principal.owner_refs.end(), group) !=
                  principal.owner_refs.end();
         });
}

Error no_capability(const std::string& key) {
  return not_found("platform.capability_not_found", fmt::format("There is no capability '{}'.", key))
      .with_hint("See them with: towpath capability list");
}

std::vector<catalog::Entity> declared_capabilities(catalog::Catalog& catalog) {
  catalog::EntityFilter filter;
  filter.kind = "Capability";
  auto declared = catalog::all_entities(catalog, auth::system_principal(), filter);
  if (!declared.has_value()) throw std::runtime_error(declared.error().message());
  return std::move(*declared);
}

}  // namespace

std::shared_ptr<const Offer> PlatformService::snapshot() const {
  const std::lock_guard lock(mutex_);
  return offer_;
}

bool PlatformService::runs_the_platform(const auth::Principal& principal) const {
  return kernel_.authorizer.decide(principal, "platform.write").effect == auth::Effect::allow;
}

Result<Capability> PlatformService::find(const std::string& key) const {
  const auto all = snapshot();
  for (const Capability& each : all->capabilities)
    if (each.key == key) return each;
  return no_capability(key);
}

Product PlatformService::read_product() const {
  return kernel_.db.read([&](db::Tx& tx) { return read_product(tx); });
}

Product PlatformService::read_product(db::Tx& tx) const {
  const auto text = settings_.find(tx, product_key);
  return text ? product_from_json(*text, new_product(first_profile_)) : new_product(first_profile_);
}

void PlatformService::refresh() {
  const std::lock_guard one(refreshing_);
  const Profile profile = read_product().profile;
  auto out = std::make_shared<Offer>();  // shared: readers keep the one they have
  out->profile = profile;
  std::vector<Capability>& all = out->capabilities;
  for (const Part& part : all_parts()) all.push_back(shipped(part, profile));
  for (const catalog::Entity& entity : declared_capabilities(catalog_)) {
    Capability capability = declared(entity, profile);
    const auto same = std::find_if(all.begin(), all.end(), [&](const Capability& each) {
      return !capability.part.empty() && each.part == capability.part;
    });
    if (same == all.end())
      all.push_back(std::move(capability));
    else
      *same = std::move(capability);
  }
  const std::lock_guard lock(mutex_);
  offer_ = std::move(out);
}

Result<Offer> PlatformService::offer(const auth::Principal& principal, bool with_usage) {
  CHECK_OK(auth::check_signed_in(principal, "what is offered depends on who asks."));
  const bool sees_all = runs_the_platform(principal);
  const auto usage = with_usage ? meter_.usage() : std::map<std::string, Usage>();
  const auto all = snapshot();
  Offer out{all->profile, {}};
  for (const Capability& capability : all->capabilities) {
    if (!sees_all && (capability.mode == Mode::off || !is_in_ring(capability, principal))) continue;
    out.capabilities.push_back(capability);
    if (const auto found = usage.find(capability.part); found != usage.end())
      out.capabilities.back().usage = found->second;
  }
  return out;
}

Result<ModeChange> PlatformService::checked(const Capability& capability, const ModeChange& change) {
  if (capability.is_core && (change.mode != Mode::builtin || !change.ring.empty()))
    return conflict("platform.is_core",
                    fmt::format("{} is always on, for everybody: other parts need it.", capability.title));
  ModeChange out = change;
  Error error = invalid_input("platform.invalid_mode", fmt::format("'{}' cannot be provided so.", capability.key));
  if (out.mode == Mode::external && !out.url.starts_with("https://") && !out.url.starts_with("http://"))
    error.add_field("/url", "must be the address of the external system, beginning with http:// or https://");
  if (out.mode != Mode::external && !out.url.empty()) error.add_field("/url", "has a meaning for external only");
  for (std::size_t i = 0; i < out.ring.size(); ++i) {
    const auto ref = catalog::EntityRef::parse(out.ring[i], "group");
    if (!ref.has_value())
      error.add_field(fmt::format("/ring/{}", i), ref.error().message());
    else if (ref->kind() != "group")
      error.add_field(fmt::format("/ring/{}", i), "must be a group");
    else
      out.ring[i] = ref->to_string();
  }
  if (!error.fields().empty()) return error;
  return out;
}

Result<Capability> PlatformService::set_mode(const auth::Principal& principal, const std::string& key,
                                             const ModeChange& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.write", {}));
  TRY(Capability capability, find(key));
  TRY(const ModeChange change, checked(capability, given));
  std::string document;
  if (!capability.entity_ref.empty()) {
    TRY(const auto ref, catalog::EntityRef::parse(capability.entity_ref, "capability"));
    TRY(const catalog::Entity entity, catalog_.get(principal, ref));
    if (entity.source != "api")
      return conflict("platform.declared_elsewhere",
                      fmt::format("{} is declared in {} of {}.", entity.ref, entity.source_file, entity.source))
          .with_hint("Change spec.mode there and push.");
    document = entity.document;
  } else {
    const std::string team = read_product().team;
    capability.owner_ref = team.empty() ? principal.ref : team;
  }
  const auto descriptor = descriptor_with(capability, document, change);
  TRY(const auto refs, catalog_.apply(principal, boost::json::serialize(descriptor), capability.key + ".json"));
  refresh();
  return find(key);
}

Result<Product> PlatformService::product(const auth::Principal& principal) {
  CHECK_OK(auth::check_signed_in(principal, "the platform's page is for those who use it."));
  Product out = read_product();
  for (const std::string_view kind : offered_kinds) {
    catalog::EntityFilter filter;
    filter.kind = kind;
    filter.limit = 1;
    filter.sort = catalog::EntitySort::updated;
    TRY(const auto page, catalog_.list(auth::system_principal(), filter));
    if (!page.items.empty())
      out.improved_at = std::max(out.improved_at.value_or(UtcTime()), page.items.front().updated_at);
  }
  return out;
}

Result<Product> PlatformService::set_product(const auth::Principal& principal, const ProductChange& change) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "platform.write", {}));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    TRY(const Product product, changed(read_product(tx), change));
    settings_.put(tx, product_key, product_to_json(product), kernel_.clock.now());
    kernel_.events.append(
        tx, {.type = "platform.product.changed",
             .subject = "platform:product",
             .actor = principal.ref,
             .payload = boost::json::serialize(boost::json::object{
                 {"profile", to_string(product.profile)}, {"hasOwner", !product.roles.front().held_by.empty()}}),
             .owner_ref = product.team});
    return ok();
  }));
  refresh();
  return product(principal);
}

Status PlatformService::check_available(const auth::Principal& principal, std::string_view pattern) {
  const Part* part = part_of(pattern);
  if (!part || principal.is_system) return ok();
  const auto all = snapshot();
  const auto found = std::find_if(all->capabilities.begin(), all->capabilities.end(),
                                  [&](const Capability& each) { return each.part == part->key; });
  if (found == all->capabilities.end()) return ok();  // not started yet
  if (found->mode == Mode::off)
    return forbidden("platform.switched_off", fmt::format("{} is switched off here.", found->title))
        .with_hint(fmt::format("The platform team switches it on with: towpath capability on {}", found->key));
  if (found->mode == Mode::external)
    return forbidden("platform.is_external", fmt::format("{} is provided by {}.", found->title, found->url));
  if (!is_in_ring(*found, principal) && !runs_the_platform(principal))
    return forbidden("platform.not_in_ring", fmt::format("{} is not open to your team yet.", found->title))
        .with_hint("Ask the platform team when it will be.");
  meter_.count(part->key, principal);
  return ok();
}

}  // namespace towpath::platform
