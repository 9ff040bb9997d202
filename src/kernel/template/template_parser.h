#pragma once

#include <string_view>

#include "ast.h"
#include "base/result.h"
#include "code_lexer.h"
#include "template/template.h"

namespace towpath::tmpl {

/// Parses a whole template. Errors: template.syntax, template.limit, with the place in `state`.
Result<ast::Body> parse_template(std::string_view source, const Options& options, ParseState& state);

}  // namespace towpath::tmpl
