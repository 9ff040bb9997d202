#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::docs {

/// A block set apart from the text: mkdocs's admonition (`!!! note "Title"`), its folding form (`???`, `???+`) and its
/// content tab (`=== "Title"`).
struct Callout {
  enum class Form { box, folded, unfolded, tab };
  Form form = Form::box;
  std::string type;   ///< "note", "warning", ...: lower-case letters, digits and '-'. "" for a tab.
  std::string title;  ///< "" when the author wants none.
};

/// A page whose callouts are block quotes that Markdown knows, each with callout_mark(number) as its first paragraph.
struct LiftedPage {
  std::string text;
  std::vector<Callout> callouts;
};

/// Turns the indented blocks of callouts into block quotes; fenced code stays as it is. Nested ones up to a depth of 8.
LiftedPage lift_callouts(std::string_view markdown);

/// The text that stands for callout `number`, and back: -1 when `text` is none.
std::string callout_mark(std::size_t number);
int marked_callout(std::string_view text);

}  // namespace towpath::docs
