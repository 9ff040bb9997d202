#pragma once

#include <string>
#include <string_view>

namespace towpath::insights {

/// The type a change's title states by Conventional Commits 1.0.0 ("feat(cart)!: Sell gift cards" is a "feat"), in
/// small letters and without scope; "" when it states none.
std::string change_type_of(std::string_view title);

}  // namespace towpath::insights
