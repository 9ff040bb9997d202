#include <doctest/doctest.h>

#include "template/scaffolder_filters.h"

using namespace towpath;
using namespace towpath::tmpl;

namespace {

Result<std::string> render(const std::string& expression) {
  Environment environment;
  add_scaffolder_filters(environment);
  const Object context{{"url", Value("github.com?owner=acme&repo=shop")},
                       {"lab", Value("gitlab.com?owner=a%2Fb&repo=/shop/")}};
  TRY(const Template parsed, Template::parse("${{ " + expression + " }}", "template.yaml"));
  return parsed.render(context, environment);
}

}  // namespace

TEST_SUITE("template scaffolder filters") {
  TEST_CASE("they give what Backstage's give") {
    struct Row {
      const char* expression;
      const char* output;
    };
    const Row rows[] = {
        {"url | parseRepoUrl | dump", R"({"host":"github.com","owner":"acme","repo":"shop"})"},
        {"(url | parseRepoUrl).repo", "shop"},
        {"lab | parseRepoUrl | dump", R"({"host":"gitlab.com","owner":"a/b","repo":"shop"})"},
        {"'gitlab.com?project=77' | parseRepoUrl | dump", R"({"host":"gitlab.com","project":"77"})"},
        {"'dev.azure.com?project=p&repo=r&organization=o' | parseRepoUrl | dump",
         R"({"host":"dev.azure.com","repo":"r","organization":"o","project":"p"})"},
        {"url | projectSlug", "acme/shop"},
        {"'gitlab.com?project=77' | projectSlug", "undefined/undefined"},
        {"url | parseRepoUrl | pick('owner')", "acme"},
        {"'group:ops/sre' | parseEntityRef | dump", R"({"kind":"group","namespace":"ops","name":"sre"})"},
        {"'group:sre' | parseEntityRef | pick('namespace')", "default"},
        {"'sre' | parseEntityRef({defaultKind:'group', defaultNamespace:'x'}) | dump",
         R"({"kind":"group","namespace":"x","name":"sre"})"},
        {"{kind:'K', name:'n'} | parseEntityRef | dump", R"({"kind":"K","namespace":"default","name":"n"})"},
        {"{a:{b:[1,{c:2}]} } | pick('a.b[1].c')", "2"},
        {"{a:1} | pick('x.y')", ""},
        {"{a:1} | pick('x','fallback')", "fallback"},
        {"{'a.b':5} | pick('a.b')", "5"},
        {"missing | pick('x')", ""}};
    for (const Row& row : rows) {
      CAPTURE(std::string(row.expression));
      const auto out = render(row.expression);
      REQUIRE_MESSAGE(out, out.error().message());
      CHECK(*out == row.output);
    }
  }

  TEST_CASE("they refuse what Backstage's refuse, and say why") {
    struct Row {
      const char* expression;
      const char* part;
    };
    const Row rows[] = {{"missing | parseRepoUrl", "knows no forge at the host 'undefined'"},
                        {"'example.org?owner=a&repo=b' | parseRepoUrl", "knows no forge at the host 'example.org'"},
                        {"'github.com?owner=a' | parseRepoUrl", "misses 'repo'"},
                        {"'' | parseRepoUrl", "invalid repository URL"},
                        {"'bitbucket.org?project=p&repo=r' | projectSlug", "misses 'workspace'"},
                        {"'sre' | parseEntityRef", "found no kind"},
                        {"'group:' | parseEntityRef", "not in the form"},
                        {"'a:/b' | parseEntityRef", "not in the form"},
                        {"missing | parseEntityRef", "needs an entity reference, not undefined"}};
    for (const Row& row : rows) {
      CAPTURE(std::string(row.expression));
      const auto out = render(row.expression);
      REQUIRE(!out);
      CHECK_MESSAGE(out.error().message().find(row.part) != std::string::npos, out.error().message());
    }
  }
}
