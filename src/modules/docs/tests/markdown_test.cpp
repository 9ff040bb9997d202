#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "markdown/page_source.h"
#include "markdown/rendering.h"
#include "site/site_file.h"
#include "support/test_paths.h"

namespace towpath::docs {
namespace {

const FileNames pages{"index.md", "a.md", "dir/README.md"};
const FileNames assets{"x.png"};

PagePlace place() { return {"index.md", "/docs/c/d/n/", "/assets/", pages, assets}; }

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  out.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string code_of(const Result<Rendering>& result) { return result.has_value() ? "ok" : result.error().code(); }

}  // namespace

TEST_CASE("a page that is too large, too deep or no text is refused in words") {
  CHECK(code_of(render_page(std::string(largest_page, 'x'), place())) == "ok");
  CHECK(code_of(render_page(std::string(largest_page + 1, 'x'), place())) == "docs.page_too_large");
  CHECK(code_of(render_page(times(99, "> ") + "x", place())) == "docs.page_too_complex");
  CHECK(code_of(render_page(times(95, "> ") + "x", place())) == "ok");
  CHECK(code_of(render_page(times(501, "|"), place())) == "docs.page_too_complex");
  CHECK(code_of(render_page("caf\xE9", place())) == "docs.page_not_text");
}

TEST_CASE("input made to be slow is done in time") {
  // Shapes that made earlier versions of Markdown libraries quadratic; each fills the largest page.
  const std::pair<std::string, std::string> shapes[] = {
      {"open brackets", times(largest_page, "[")},
      {"bracket pairs", times(largest_page / 4, "[a](")},
      {"images", times(largest_page / 2, "![")},
      {"emphasis", times(largest_page / 3, "*a ")},
      {"emphasis of both kinds", times(largest_page / 6, "*a _b ")},
      {"backticks", times(largest_page / 4, "`` ` ")},
      {"quotes", times(largest_page / 2, "> ")},
      {"nested lists", times(largest_page / 2, "- ")},
      {"table cells", "|" + times(largest_page / 2 - 8, "a|") + "\n|-|\n"},
      {"wide table", times(499, "|a") + "|\n" + times(499, "|-") + "|\n" + times(240, times(499, "|b") + "|\n")},
      {"footnotes", times(largest_page / 12, "[^1]: x\n\n[^1]")},
      {"autolinks", times(largest_page / 8, "www.a.b ")},
      {"at signs", times(largest_page / 2, "a@")},
      {"html", times(largest_page / 3, "<a ")},
      {"html ends", times(largest_page / 8, "<b></i>")},
      {"comments", times(largest_page / 4, "<!--")},
      {"callouts", times(largest_page / 9, "!!! note\n")},
      {"strikes", times(largest_page / 4, "~~a ")},
      {"equal headings", times(largest_page / 4, "# a\n")},
      {"references", times(largest_page / 10, "[a]: /b\n\n")},
      {"entities", times(largest_page / 5, "&amp;")},
      {"code", "```cpp\n" + times(largest_page / 2 - 10, "'\"")},
  };
  for (const auto& [name, text] : shapes) {
    CAPTURE(name);
    const auto start = std::chrono::steady_clock::now();

    const auto result = render_page(std::string_view(text).substr(0, largest_page), place());

    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    MESSAGE(name << ": " << spent.count() << " ms, " << (result.has_value() ? result->html.size() : 0) << " bytes");
    CHECK(spent < std::chrono::seconds(20));
  }
}

TEST_CASE("the text for search has the words without the marks") {
  const auto page = read_page_text(
      "# The **title**\n\nSome `code` and [a link](a.md).\n\n!!! note \"Mind\"\n    this\n\n"
      "| a | b |\n| - | - |\n| c | d |\n\n```\nfenced\n```\n<b>raw</b>\n");

  REQUIRE(page.has_value());
  CHECK(page->title == "The title");
  CHECK(page->text == "The title\nSome code and a link.\nMind\nthis\na\nb\nc\nd\nfenced\nraw\n");
}

TEST_CASE("a front matter's title wins; what is no front matter stays text") {
  CHECK(read_page_text("---\ntitle: Front\n---\n# Heading\n")->title == "Front");
  CHECK(read_page_text("---\n# Heading\n")->title == "Heading");
  CHECK(render_page("---\nnot: [yaml\n---\n", place())->html.find("not: [yaml") != std::string::npos);
}

TEST_CASE("the mkdocs sites of the corpus are read and their pages rendered without anything that runs") {
  const auto folder = testing::corpus() / "backstage/docs";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: there is no corpus at " << folder.string());
    return;
  }
  const auto text_of = [](const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  int sites = 0, refused_sites = 0, rendered = 0, callouts = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    CAPTURE(entry.path().string());
    if (name == "mkdocs.yml" || name == "mkdocs.yaml") {
      ++sites;
      if (!read_site_file(text_of(entry.path()), name).has_value()) ++refused_sites;
    } else if (entry.is_regular_file() && is_markdown(name)) {
      const auto page = render_page(text_of(entry.path()), place());
      REQUIRE(page.has_value());
      ++rendered;
      const std::string lower = to_lower(page->html);
      for (const char* danger : {"<script", "<iframe", "<style", "<svg", "<form", "<object", "=\"javascript:"})
        CHECK(lower.find(danger) == std::string::npos);
      if (lower.find("class=\"admonition") != std::string::npos) ++callouts;
    }
  }
  MESSAGE(sites << " sites (" << refused_sites << " not valid YAML), " << rendered << " pages, " << callouts
                << " with callouts");
  CHECK(sites >= 40);
  CHECK(rendered >= 300);
  CHECK(callouts > 5);
}

TEST_CASE("the navigation of a mkdocs.yml is read with its nesting, its titles and its limits") {
  const auto site = read_site_file(R"(
site_name: Shop
docs_dir: documentation
theme: {name: material}
plugins: [techdocs-core, {search: {lang: en}}]
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:materialx.emoji.twemoji }
nav:
  - index.md
  - Guide:
      - First steps: guide/first.md
      - guide/./more.md
  - Elsewhere: https://example.com
  - Out: ../secret.md
  - Odd: 5
  - Empty: []
)",
                                   "mkdocs.yml");

  REQUIRE(site.has_value());
  CHECK(site->name == "Shop");
  CHECK(site->docs_dir == "documentation");
  REQUIRE(site->nav.size() == 4);
  CHECK(site->nav[0].page == "index.md");
  CHECK(site->nav[1].title == "Guide");
  CHECK(site->nav[1].children[0].title == "First steps");
  CHECK(site->nav[1].children[1].page == "guide/more.md");
  CHECK(site->nav[2].url == "https://example.com");
  CHECK(site->problems == std::vector<std::string>{"mkdocs.yml:14: '../secret.md' lies outside the documentation.",
                                                   "mkdocs.yml:15: a place is a page, an address or a list."});
}

TEST_CASE("a mkdocs.yml that cannot be used says where and why") {
  const auto code = [](std::string_view text) {
    const auto site = read_site_file(text, "mkdocs.yml");
    return site.has_value() ? std::string("ok") : site.error().code();
  };
  CHECK(code("") == "ok");
  CHECK(code("- a\n") == "docs.invalid_site_file");
  CHECK(code("nav: [") == "yaml.invalid");
  CHECK(read_site_file("docs_dir: ../..\n", "mkdocs.yml")->docs_dir == "docs");
  CHECK(read_site_file("docs_dir: /etc\n", "mkdocs.yml")->problems.size() == 1);

  std::string deep = "nav:\n";
  for (int i = 0; i < 12; ++i) deep += std::string(static_cast<std::size_t>(i) * 2 + 2, ' ') + "- s:\n";
  deep += std::string(26, ' ') + "- a.md\n";
  const auto nested = read_site_file(deep, "mkdocs.yml");
  REQUIRE(nested.has_value());
  CHECK(nested->problems.size() == 1);
}

}  // namespace towpath::docs
