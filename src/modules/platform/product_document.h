#pragma once

#include <string>

#include "platform/platform.h"

namespace towpath::platform {

/// The product before anybody said anything of it.
Product new_product(Profile profile);

/// The JSON kept in the settings, and back. What it does not name is as in `fallback`.
std::string product_to_json(const Product& product);
Product product_from_json(const std::string& text, Product fallback);

/// `product` with the change made. Errors: platform.invalid_product, with a pointer per problem.
Result<Product> changed(Product product, const ProductChange& change);

}  // namespace towpath::platform
