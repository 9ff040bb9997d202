#include <doctest/doctest.h>

#include "changes/leak_scan.h"

namespace towpath::forge {

TEST_CASE("lines that look like secrets are told by their kind, others are left alone") {
  struct Case {
    const char *line, *kind;
  };
  const std::string aws = std::string("key = AK") + "IA" + "ABCDEFGHIJKLMNOP",
                    github = std::string("gh") + "p_" + std::string(36, 'a'),
                    begin = std::string("-----BEGIN RSA ") + "PRIVATE KEY-----";
  const Case cases[] = {
      {aws.c_str(), "AWS access key"},
      {github.c_str(), "GitHub token"},
      {begin.c_str(), "private key"},
      {"url: postgres://shop:s3cretpassw0rd@db.example.org/shop", "password in a URL"},
      {R"(const password = "q8Zx2LmV9tRw4KpY7nB1";)", "random text under a secret's name"},
      {"AKIASHORT", ""},
      {"xAKIAABCDEFGHIJKLMNOP", ""},
      {"-----BEGIN PUBLIC KEY-----", ""},
      {"url: postgres://shop:${PASSWORD}@db/shop", ""},
      {"see https://example.org/a:b@c", ""},
      {R"(password: "${resources.db.password}")", ""},
      {R"(const tokenDescription = "the token that a person makes for a script";)", ""},
      {R"(password = "changeme")", ""},
      {"", ""},
  };
  for (const Case& each : cases) {
    CAPTURE(each.line);
    CHECK(leak_in(each.line) == each.kind);
  }
}

TEST_CASE("only added lines count, with their place in the new file") {
  Diff diff;
  FileDiff file;
  file.old_path = file.new_path = "key.pem";
  const std::string key = std::string("-----BEGIN ") + "PRIVATE KEY-----";
  file.hunks.push_back(
      {1, 2, 1, 2, "", {{LineKind::removed, 1, 0, key}, {LineKind::added, 0, 1, "x"}, {LineKind::added, 0, 2, key}}});
  diff.files.push_back(file);

  const auto leaks = leaks_of(diff);

  REQUIRE(leaks.size() == 1);
  CHECK(leaks[0].path == "key.pem");
  CHECK(leaks[0].line == 2);
}

}  // namespace towpath::forge
