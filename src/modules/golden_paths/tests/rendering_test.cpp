#include "../rendering.h"

#include <doctest/doctest.h>

namespace towpath::golden_paths {
namespace {

/// What a sole expression comes to over one parameter, as JSON; the error's message when it fails.
std::string rendered(const std::string& expression, const std::string& repository) {
  const tmpl::Object context = template_context({{"repoUrl", repository}}, {}, "user:default/ann");
  const auto value = render_input(boost::json::value(expression), context);
  return value.has_value() ? boost::json::serialize(*value) : value.error().message();
}

}  // namespace

TEST_CASE("what the picker of repositories gives is read, of this platform's with and without an owner") {
  const std::string repo = "${{ (parameters.repoUrl | parseRepoUrl).repo }}";
  CHECK(rendered(repo, "127.0.0.1:7080?owner=payments&repo=orders") == "\"orders\"");
  CHECK(rendered(repo, "towpath.example.org?repo=orders") == "\"orders\"");
  CHECK(rendered("${{ (parameters.repoUrl | parseRepoUrl).owner }}", "localhost?owner=payments&repo=orders") ==
        "\"payments\"");
  CHECK(rendered(repo, "github.com?owner=acme&repo=orders") == "\"orders\"");
}

TEST_CASE("one without a repository, and one of a public forge without its owner, is a mistake that is named") {
  const std::string repo = "${{ (parameters.repoUrl | parseRepoUrl).repo }}";
  CHECK(rendered(repo, "127.0.0.1:7080?owner=payments").find("misses 'repo'") != std::string::npos);
  CHECK(rendered(repo, "github.com?repo=orders").find("misses 'owner'") != std::string::npos);
}

}  // namespace towpath::golden_paths
