#include "product_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "catalog/entity_ref.h"

namespace towpath::platform {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 2000, longest_line = 300, most_lines = 50;

json::array lines_of(const std::vector<std::string>& lines) { return json::array(lines.begin(), lines.end()); }

std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* list = object.if_contains(key); list && list->is_array())
    for (const json::value& item : list->as_array()) out.emplace_back(item.as_string());
  return out;
}

void take(const json::object& object, std::string_view key, std::string& field) {
  if (const json::value* text = object.if_contains(key); text && text->is_string())
    field = std::string(text->as_string());
}

/// Collects what is wrong with a change.
class Problems {
 public:
  void add(std::string pointer, std::string message) {
    if (!error_) error_ = invalid_input("platform.invalid_product", "What is said of the platform is not valid.");
    error_->add_field(std::move(pointer), std::move(message));
  }
  void check_text(const std::string& pointer, const std::string& text, std::size_t most) {
    if (text.size() > most) add(pointer, fmt::format("must be at most {} characters", most));
  }
  void check_lines(const std::string& pointer, const std::vector<std::string>& lines) {
    if (lines.size() > most_lines) add(pointer, fmt::format("must be at most {} lines", most_lines));
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i].empty() || lines[i].size() > longest_line)
        add(fmt::format("{}/{}", pointer, i), fmt::format("must be 1 to {} characters", longest_line));
  }
  /// A full reference of a person or group; "" after a problem.
  std::string check_ref(const std::string& pointer, const std::string& text, std::string_view default_kind) {
    const auto ref = catalog::EntityRef::parse(text, default_kind);
    if (!ref.has_value()) {
      add(pointer, ref.error().message());
    } else if (ref->kind() != "group" && (ref->kind() != "user" || default_kind == "group")) {
      add(pointer, default_kind == "group" ? "must be a group" : "must be a user or a group");
    } else {
      return ref->to_string();
    }
    return "";
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace

Product new_product(Profile profile) {
  Product out;
  out.profile = profile;
  out.roles = {{"product-owner", "Product owner", {}},
               {"engineers", "Platform engineers", {}},
               {"operations", "Operations", {}},
               {"user-experience", "User experience", {}},
               {"security", "Security", {}}};
  return out;
}

std::string product_to_json(const Product& product) {
  json::object roles;
  for (const TeamRole& role : product.roles)
    if (!role.held_by.empty()) roles[role.key] = lines_of(role.held_by);
  return json::serialize(json::object{{"profile", to_string(product.profile)},
                                      {"purpose", product.purpose},
                                      {"team", product.team},
                                      {"roles", std::move(roles)},
                                      {"offers", lines_of(product.offers)},
                                      {"refuses", lines_of(product.refuses)},
                                      {"ownerSkipped", product.owner_skipped}});
}

Product product_from_json(const std::string& text, Product fallback) {
  const json::value value = json::parse(text);
  const json::object& object = value.as_object();
  std::string profile;
  take(object, "profile", profile);
  if (const auto known = profile_from(profile)) fallback.profile = *known;
  take(object, "purpose", fallback.purpose);
  take(object, "team", fallback.team);
  take(object, "ownerSkipped", fallback.owner_skipped);
  fallback.offers = texts(object, "offers");
  fallback.refuses = texts(object, "refuses");
  if (const json::value* roles = object.if_contains("roles"); roles && roles->is_object())
    for (TeamRole& role : fallback.roles) role.held_by = texts(roles->as_object(), role.key);
  return fallback;
}

Result<Product> changed(Product product, const ProductChange& change) {
  Problems problems;
  if (change.profile) product.profile = *change.profile;
  if (change.purpose) {
    problems.check_text("/purpose", *change.purpose, longest_text);
    product.purpose = *change.purpose;
  }
  if (change.owner_skipped) {
    problems.check_text("/ownerSkipped", *change.owner_skipped, longest_line);
    product.owner_skipped = *change.owner_skipped;
  }
  if (change.team) product.team = change.team->empty() ? "" : problems.check_ref("/team", *change.team, "group");
  if (change.offers) {
    problems.check_lines("/offers", *change.offers);
    product.offers = *change.offers;
  }
  if (change.refuses) {
    problems.check_lines("/refuses", *change.refuses);
    product.refuses = *change.refuses;
  }
  for (const auto& [key, held_by] : change.roles) {
    const auto role = std::find_if(product.roles.begin(), product.roles.end(),
                                   [&, &wanted = key](const TeamRole& each) { return each.key == wanted; });
    if (role == product.roles.end()) {
      problems.add("/roles/" + key, "is not a role of the platform team");
      continue;
    }
    role->held_by.clear();
    for (std::size_t i = 0; i < held_by.size(); ++i)
      role->held_by.push_back(problems.check_ref(fmt::format("/roles/{}/{}", key, i), held_by[i], "user"));
  }
  if (problems.error()) return *problems.error();
  if (!product.roles.front().held_by.empty()) product.owner_skipped.clear();
  return product;
}

}  // namespace towpath::platform
