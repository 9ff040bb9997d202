#pragma once

#include <string_view>

namespace towpath::catalog {

// Field formats of the Backstage descriptor format (catalog-model 1.10, KubernetesValidatorFunctions and
// CommonValidatorFunctions).

bool is_entity_name(std::string_view text);  ///< 1..63 of [A-Za-z0-9] and -_. between them.
bool is_namespace(std::string_view text);    ///< 1..63 of [a-z0-9] and single '-' between them.
bool is_tag(std::string_view text);          ///< 1..63 of [a-z0-9+#:] in parts separated by single '-'.
bool is_label_key(std::string_view text);    ///< [DNS subdomain of at most 253 '/'] entity name.
bool is_label_value(std::string_view text);  ///< "" or an entity name.
bool is_url(std::string_view text);          ///< Absolute: a scheme and something after it.

}  // namespace towpath::catalog
