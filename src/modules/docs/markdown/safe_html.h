#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "markdown/link_target.h"

namespace towpath::docs {

/// HTML that a page holds beside its Markdown, made harmless while it is written: a small list of tags and attributes
/// goes through, comments go away, everything else is shown as text. What was opened is closed at the end of the block
/// that holds it, and nothing is closed that was not opened here. One thread.
class SafeHtml {
 public:
  /// Both outlive the object. `resolve` answers where an address leads.
  using Resolve = std::function<LinkTarget(std::string_view url)>;
  SafeHtml(std::string& out, Resolve resolve) : out_(out), resolve_(std::move(resolve)) {}

  /// Begins a block of the page: tags opened in it end with it.
  void enter() { marks_.push_back(open_.size()); }
  void leave();
  /// Closes what is open in the block that was entered last.
  void close_open() { close_down_to(marks_.back()); }

  void add(std::string_view html);

 private:
  struct Tag;
  std::size_t add_markup(std::string_view rest);
  void add_tag(const Tag& tag, std::string_view source);
  void add_text(std::string_view text);
  void close_down_to(std::size_t count);

  std::string& out_;
  Resolve resolve_;
  std::vector<std::string> open_;   ///< Names of the tags written and not yet closed.
  std::vector<std::size_t> marks_;  ///< Size of open_ at each enter().
};

/// An image as HTML: from the doc set as <img>, from elsewhere as a link with its text (the portal shows no foreign
/// images), from nowhere as its text. `inside_link`: a link may not hold another.
enum class InsideLink { no, yes };
void append_image(std::string& out, const LinkTarget& target, std::string_view text, std::string_view attributes,
                  InsideLink inside_link);

/// The opening tag of a link; a link to nowhere has no address and says so by its class.
void append_link_start(std::string& out, const LinkTarget& target, std::string_view title);

}  // namespace towpath::docs
