#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "db/testing/databases.h"
#include "envelope.h"

using namespace towpath;
using namespace towpath::secrets;

TEST_SUITE("secrets envelope") {
  TEST_CASE("what was sealed opens only with the same key and context") {
    const db::testing::TemporaryFolder folder;
    const MasterKey key = MasterKey::open(folder.path() + "/a/master.key").value();
    const MasterKey other = MasterKey::open(folder.path() + "/b/master.key").value();

    const Envelope sealed = key.seal(Secret("canary-7f3a"), "organisation\nAPI_KEY\n1");

    CHECK(key.open(sealed, "organisation\nAPI_KEY\n1").value().reveal() == "canary-7f3a");
    CHECK(key.open(sealed, "organisation\nOTHER\n1").error().code() == "secrets.key_wrong");
    CHECK(other.open(sealed, "organisation\nAPI_KEY\n1").error().code() == "secrets.key_wrong");
    CHECK(sealed.ciphertext.find("canary") == std::string::npos);
  }

  TEST_CASE("the key file is made once, for its owner only, and is refused when others can read it") {
    const db::testing::TemporaryFolder folder;
    const std::string file = folder.path() + "/keys/master.key";
    const MasterKey first = MasterKey::open(file).value();
    const Envelope sealed = first.seal(Secret("value"), "c");

    CHECK(MasterKey::open(file).value().open(sealed, "c").value().reveal() == "value");
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) == std::filesystem::perms(0600));
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    CHECK(MasterKey::open(file).error().code() == "secrets.key_unreadable");
  }

  TEST_CASE("a key file of the wrong length is an error, not a weaker key") {
    const db::testing::TemporaryFolder folder;
    const std::string file = folder.path() + "/master.key";
    std::ofstream(file) << "short";
    std::filesystem::permissions(file, std::filesystem::perms(0600));

    CHECK(MasterKey::open(file).error().code() == "secrets.key_unreadable");
  }
}
