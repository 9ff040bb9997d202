#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "ast.h"
#include "base/result.h"
#include "gotemplate/template.h"

namespace towpath::gotemplate {

/// Whether there is a function of this name.
using IsFunction = std::function<bool(std::string_view name)>;

/// Reads a template; on failure `failed_at` is the byte offset of what is wrong. Errors: gotemplate.syntax,
/// gotemplate.limit.
Result<ast::File> parse_file(std::string_view source, const IsFunction& is_function, const Limits& limits,
                             std::size_t& failed_at);

}  // namespace towpath::gotemplate
