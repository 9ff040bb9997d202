#include <doctest/doctest.h>

#include "forge/code_owners.h"
#include "forge/diff.h"

namespace towpath::forge {

using namespace std::string_literals;

TEST_CASE("a patch is read into files with hunks whose lines have the numbers of both sides") {
  const auto files = parse_patch(
      "diff --git a/a.txt b/a.txt\n"
      "old mode 100644\n"
      "new mode 100755\n"
      "index 4cb29ea..a623a0b\n"
      "--- a/a.txt\n"
      "+++ b/a.txt\n"
      "@@ -10,3 +10,3 @@ int main() {\n"
      " one\n"
      "-two\n"
      "-three\n"
      "+2\n"
      "+three\n"
      "\\ No newline at end of file\n"
      "diff --git a/new b/new\n"
      "new file mode 100644\n"
      "index 0000000..8ba3a16\n"
      "--- /dev/null\n"
      "+++ b/new\n"
      "@@ -0,0 +1 @@\n"
      "+n\n");

  REQUIRE(files.has_value());
  REQUIRE(files->size() == 2);
  const FileDiff& first = files->at(0);
  CHECK(first.new_path == "a.txt");
  CHECK(first.old_mode == "100644");
  CHECK(first.new_mode == "100755");
  CHECK(first.added == 2);
  CHECK(first.removed == 2);
  REQUIRE(first.hunks.size() == 1);
  CHECK(first.hunks[0].heading == "int main() {");
  REQUIRE(first.hunks[0].lines.size() == 5);
  CHECK(first.hunks[0].lines[0].old_number == 10);
  CHECK(first.hunks[0].lines[1].new_number == 0);
  CHECK(first.hunks[0].lines[4].new_number == 12);
  CHECK(first.hunks[0].lines[4].has_no_newline);
  CHECK_FALSE(first.hunks[0].lines[2].has_no_newline);
  CHECK(files->at(1).change == FileChange::added);
  CHECK(files->at(1).old_mode.empty());
}

TEST_CASE("renames, quoted names, binary files and files without lines keep their names") {
  const auto files = parse_patch(
      "diff --git a/na me.txt \"b/ne\\t\\303\\244.txt\"\n"
      "similarity index 100%\n"
      "rename from na me.txt\n"
      "rename to \"ne\\t\\303\\244.txt\"\n"
      "diff --git a/b.bin b/b.bin\n"
      "index bdc955b..8835708 100644\n"
      "Binary files a/b.bin and b/b.bin differ\n"
      "diff --git a/x b/y b/x b/y\n"
      "new file mode 100644\n"
      "index 0000000..e69de29\n");

  REQUIRE(files.has_value());
  REQUIRE(files->size() == 3);
  CHECK(files->at(0).change == FileChange::renamed);
  CHECK(files->at(0).old_path == "na me.txt");
  CHECK(files->at(0).new_path == "ne\t\xc3\xa4.txt");
  CHECK(files->at(1).omission == Omission::binary);
  CHECK(files->at(2).new_path == "x b/y");
}

TEST_CASE("what is no diff is refused and bytes that are no text are replaced") {
  for (const char* text :
       {"nonsense\n", "diff --git a/a b/a\n@@ -1 +1 @@\n", "diff --git a/a b/a\n@@ -1,2 +1 @@\n-x\n+y\n",
        "diff --git a/a b/a\n@@ -1 +1 @@\n*x\n", "diff --git a/a b/b\n", "diff --git a/a b/a\n--- \"a\n",
        "diff --git a/a b/a\n@@ -1,99999999999 +1 @@\n"}) {
    CAPTURE(text);
    const auto read = parse_patch(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code() == "forge.invalid_diff");
  }
  const auto read = parse_patch("diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+caf\xe9!\n");
  REQUIRE(read.has_value());
  CHECK(read->at(0).hunks.at(0).lines.at(0).text == "caf\xEF\xBF\xBD!");
}

TEST_CASE("a list of files says status, modes and counts of each") {
  const auto files = parse_file_list(
      ":100644 100755 4cb29ea a623a0b M\0a.txt\0:100644 100644 bdc955b 8835708 M\0b.bin\0"
      ":100644 100644 c978552 c978552 R100\0old\0new\0:000000 100644 0000000 8ba3a16 A\0added\0"
      "2\t3\ta.txt\0-\t-\tb.bin\0"
      "0\t0\t\0old\0new\0"
      "1\t0\tadded\0"s);

  REQUIRE(files.has_value());
  REQUIRE(files->size() == 4);
  CHECK(files->at(0).added == 2);
  CHECK(files->at(0).removed == 3);
  CHECK(files->at(1).omission == Omission::binary);
  CHECK(files->at(2).old_path == "old");
  CHECK(files->at(2).new_path == "new");
  CHECK(files->at(3).change == FileChange::added);
  CHECK_FALSE(parse_file_list(":100644 100644 a b M\0a.txt\0"s).has_value());
  CHECK_FALSE(parse_file_list("2\t3\ta.txt\0"s).has_value());
}

TEST_CASE("patterns of CODEOWNERS fit paths as gitignore's do, without negation and ranges") {
  struct Row {
    const char* pattern;
    const char* path;
    bool fits;
  };
  for (const Row& row : {Row{"*", "a/b/c.txt", true},
                         {"*.js", "web/src/app.js", true},
                         {"*.js", "app.json", false},
                         {"/build/logs/", "build/logs/a.log", true},
                         {"/build/logs/", "x/build/logs/a.log", false},
                         {"/build/logs/", "build/logs", false},
                         {"docs/*", "docs/a.md", true},
                         {"docs/*", "docs/deep/a.md", false},
                         {"apps/", "x/apps/y/z", true},
                         {"/apps/github", "apps/github/a", true},
                         {"/apps/github", "apps/github2", false},
                         {"**/logs", "a/b/logs/x", true},
                         {"**/logs", "logs", true},
                         {"app/**/test", "app/test", true},
                         {"app/**/test", "app/a/b/test/x", true},
                         {"app/**", "app/x", true},
                         {"app/**", "app", false},
                         {"a?c", "abc", true},
                         {"a?c", "a/c", false},
                         {"", "a", false},
                         {"a*b*c*d", "axxbxxcxx", false}}) {
    CAPTURE(row.pattern);
    CAPTURE(row.path);
    CHECK(owner_pattern_matches(row.pattern, row.path) == row.fits);
  }
  CHECK_FALSE(owner_pattern_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}

TEST_CASE("the last line of CODEOWNERS that fits decides, and what cannot be used is told with its line") {
  const CodeOwners owners = CodeOwners::parse(
      "# everything\n*  @platform @alice\n\n/docs/ docs@example.com # words\n/docs/api/\n!secret @eve\n[ab].c @eve\n"
      "a\\ b.txt @blank\r\n");

  CHECK(owners.owners_of("src/main.c") == std::vector<std::string>{"@platform", "@alice"});
  CHECK(owners.owners_of("docs/index.md") == std::vector<std::string>{"docs@example.com"});
  CHECK(owners.owners_of("docs/api/x.md").empty());
  CHECK(owners.owners_of("a b.txt") == std::vector<std::string>{"@blank"});
  REQUIRE(owners.problems().size() == 2);
  CHECK(owners.problems()[0].line == 6);
  CHECK(CodeOwners::parse(std::string(max_code_owners_bytes + 1, 'a')).rules().empty());
  std::string many;
  for (std::size_t i = 0; i <= max_code_owners_rules; ++i) many += "a @b\n";
  CHECK(CodeOwners::parse(many).rules().size() == max_code_owners_rules);
}

}  // namespace towpath::forge
