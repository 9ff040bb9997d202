#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::catalog {

/// "<kind>:<namespace>/<name>" in lower case, e.g. "component:default/web": the identity users see. Built only by
/// parse(), so a value that exists is valid.
class EntityRef {
 public:
  /// Accepts the short forms of the Backstage descriptor format (docs, "References"): the namespace defaults to
  /// `default_namespace`, the kind to `default_kind`; with default_kind "" the kind must be written.
  /// Errors: catalog.invalid_ref, with the offending part in the message.
  static Result<EntityRef> parse(std::string_view text, std::string_view default_kind,
                                 std::string_view default_namespace = "default");

  const std::string& kind() const { return kind_; }
  const std::string& ns() const { return namespace_; }
  const std::string& name() const { return name_; }
  std::string to_string() const { return kind_ + ":" + namespace_ + "/" + name_; }
  auto operator<=>(const EntityRef&) const = default;

 private:
  EntityRef(std::string kind, std::string ns, std::string name)
      : kind_(std::move(kind)), namespace_(std::move(ns)), name_(std::move(name)) {}
  std::string kind_, namespace_, name_;
};

}  // namespace towpath::catalog
