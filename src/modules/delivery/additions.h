#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "delivery_service.h"
#include "forge/changes.h"

namespace towpath::delivery {

/// What a component could be given, and where it would come from.
struct ResourceOffer {
  struct Place {
    std::string environment, env_type;
    std::string definition, driver;  ///< "" when nothing offers it there.
  };
  std::string type, resource_class, description;
  DriverOffer driver;         ///< Outputs: those that every environment's definition hands out.
  std::vector<Place> places;  ///< Each environment of the component's project.
};

/// A resource that somebody wants for a component.
struct WantedResource {
  std::string component, name, type, resource_class = "default";
  std::map<std::string, std::string> params;
  std::string container;  ///< "" for the first of the Score file.
  /// Variable to output; nothing: one for each output, named `<NAME>_<OUTPUT>`.
  std::optional<std::map<std::string, std::string>> variables;
  std::string mount;  ///< Path in the container, for what is mounted.
};

/// What a wanted resource would change.
struct PlannedAddition {
  std::string repository, branch, commit, path;  ///< The Score file and the commit it was read at.
  std::string before, after;                     ///< Its text.
  std::string container;
  std::vector<std::string> containers;                         ///< Of the Score file.
  std::vector<std::pair<std::string, std::string>> variables;  ///< Name and value as they are written.
  std::vector<ForeseenResource> places;                        ///< What comes of it in each environment.
};

/// "Add to my service": from a choice to a change of score.yaml. What is merged is built and deployed like any change.
/// Thread-safe, blocking. Errors of all: delivery.component_not_found.
class Additions {
 public:
  Additions(const Kernel& kernel, DeliveryPorts& ports, const Stores& stores, Delivery& delivery)
      : kernel_(kernel), ports_(ports), stores_(stores), delivery_(delivery) {}

  /// By type and class.
  Result<std::vector<ResourceOffer>> offers(const auth::Principal& principal, const std::string& component);
  /// Nothing is made. Errors: delivery.invalid_addition (a field per problem), delivery.no_definition,
  /// those of add_to_score() and parse_score(), forge's when the repository or its score.yaml cannot be read.
  Result<PlannedAddition> plan(const auth::Principal& principal, const WantedResource& wanted);
  /// Opens the change. Errors: as plan() and forge::Changes::open().
  Result<forge::Change> open(const auth::Principal& principal, const WantedResource& wanted);

 private:
  Result<std::vector<ResourceOffer>> offers_in(const auth::Principal& principal, const std::string& project);

  const Kernel& kernel_;
  DeliveryPorts& ports_;
  const Stores& stores_;
  Delivery& delivery_;
};

}  // namespace towpath::delivery
