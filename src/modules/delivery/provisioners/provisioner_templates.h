#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>

#include "base/secret.h"
#include "gotemplate/template.h"

namespace towpath::delivery {

/// What the templates of a provisioner can name; objects are JSON objects.
struct ProvisionerData {
  std::string uid;  ///< "redis.default#shop.cache"
  std::string type, resource_class;
  std::string id;    ///< As Score has it: "shop.cache", or the id of a shared one.
  std::string guid;  ///< Stable over the resource's life.
  std::string source_workload;
  boost::json::object params, metadata, state, shared;
  /// Workload to {"host", "ports": {name: {"port", "targetPort", "protocol"}}}.
  boost::json::object services;
  std::string compose_project, mounts_directory, namespace_name;
};

/// What came out. `init` is kept only so that a caller can hide its values in messages.
struct RenderedProvisioner {
  boost::json::object init, state, shared, outputs;
  std::map<std::string, boost::json::value> others;  ///< By section: what others would make of it.
};

/// The functions and limits the templates have. `random` may be absent: then only parse with it.
gotemplate::Environment provisioner_environment(gotemplate::RandomSource random);

/// Renders the sections in Score's order, each seeing what the ones before it gave. `templates` by section. Errors:
/// gotemplate.syntax, gotemplate.render, gotemplate.limit (named by section), yaml.invalid, yaml.too_large (what came
/// out of a section is not YAML), delivery.template_shape (it is, but not a mapping).
Result<RenderedProvisioner> render_provisioner(const std::map<std::string, std::string>& templates,
                                               const ProvisionerData& data, gotemplate::RandomSource random,
                                               RenderedProvisioner* so_far = nullptr);

/// Numbers that follow from the seed alone: the same templates get the same ones each time.
gotemplate::RandomSource seeded_random(Secret seed);

}  // namespace towpath::delivery
