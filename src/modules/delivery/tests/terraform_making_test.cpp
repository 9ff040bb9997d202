#include <doctest/doctest.h>

#include <fstream>

#include "scratch_folder.h"
#include "terraform/terraform_makings.h"
#include "terraform_fixture.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

const std::string state = "0123456789abcdef0123456789abcdef";

std::string line(const std::string& type, const std::string& address, const std::string& action,
                 const std::string& id = "") {
  return fmt::format(
      R"({{"@level":"info","@message":"{}: {}","type":"{}","hook":{{"resource":{{"addr":"{}"}},"action":"{}"{}}}}})"
      "\n",
      address, action, type, address, action, id.empty() ? "" : R"(,"id_key":"id","id_value":")" + id + "\"");
}

/// A server that is to apply, as its next life finds what it left.
struct Life {
  explicit Life(db::Db& database, std::filesystem::path journals, const std::string& host = "host-1")
      : states(make_terraform_states(database, clock, vault, host)), makings(*states, std::move(journals)) {}

  TerraformMakings::Left left() {
    auto out = makings.left(state, masker);
    REQUIRE(out.has_value());
    return out->value_or(TerraformMakings::Left());
  }
  std::string doubts() {
    std::string out;
    const auto now = left();
    for (const auto& [address, creation] : in_doubt(now.making))
      out += fmt::format("{} {}\n", address, in_words(creation, now.making.is_complete));
    return out;
  }
  /// The state knows these resources of type t: "name": id.
  void write_state(const std::string& instances) {
    const auto run = states->begin(state, 1h);
    REQUIRE(states->lock(run->credential(), state, R"({"ID":"l"})").has_value());
    const std::string text = fmt::format(
        R"({{"version":4,"serial":{},"lineage":"l","outputs":{{}},"resources":[{{"mode":"managed","type":"t","name":"a","instances":[{}]}}]}})",
        ++serial, instances);
    const auto written = states->write(run->credential(), state, "l", Secret(text));
    REQUIRE_MESSAGE(written.has_value(), (written ? "" : written.error().message()));
  }

  SystemClock clock;
  testing::ToyVault vault;
  mask::Masker masker;
  std::unique_ptr<TerraformStates> states;
  TerraformMakings makings;
  int serial = 0;
};

/// The server died in an apply that was to create these, and this is what terraform had written.
std::unique_ptr<Life> after_death(db::Db& database, const std::filesystem::path& journals,
                                  std::map<std::string, TerraformCreation> creations,
                                  const std::optional<std::string>& journal, const std::string& host = "host-1") {
  Life before(database, journals);
  const auto run = before.states->begin(state, 1h);
  const auto file = before.makings.begin(run->credential(), state, std::move(creations), std::nullopt);
  REQUIRE(file.has_value());
  if (journal) std::ofstream(*file) << *journal;
  CHECK(before.left().is_under_way);
  return std::make_unique<Life>(database, journals, host);
}

}  // namespace

TEST_CASE("terraform makings: after a death of the server only what had begun and is not known is in doubt") {
  ScratchFolder scratch;
  const auto database = db::testing::memory_database(migrations());
  const std::string journal = line("apply_start", "t.b", "create") + line("apply_start", "t.gone", "delete") +
                              line("apply_complete", "t.b", "create", "b-1") + line("apply_start", "t.a", "create") +
                              line("apply_start", "t.c", "create") + line("apply_errored", "t.c", "create") +
                              "plain words\n" + R"({"@message":"t.d: Creating...","type":"apply_start","hook":{"res)";
  const auto life =
      after_death(*database, scratch.path(), {{"t.a", {}}, {"t.b", {}}, {"t.c", {}}, {"t.d", {}}}, journal);
  life->write_state(R"({"attributes":{"id":"a-1"}})");

  CHECK(life->doubts() == "t.b was created with the id 'b-1'\nt.c its creation had ended\n");
  CHECK(std::filesystem::is_empty(scratch.path()));
  CHECK(life->doubts() == "t.b was created with the id 'b-1'\nt.c its creation had ended\n");  // from the row
  CHECK(life->makings.answer(state, {{"t.a", "x"}}, life->masker).error().code() == "delivery.invalid_imports");
  REQUIRE(life->makings.answer(state, {{"t.b", "b-1"}}, life->masker).has_value());
  CHECK(life->doubts().empty());
  CHECK(life->left().making.imports == std::map<std::string, std::string>{{"t.b", "b-1"}});
  REQUIRE(life->makings.reopen(state, life->left().making).has_value());
  CHECK(life->doubts() == "t.b was created with the id 'b-1'\n");
  REQUIRE(life->makings.answer(state, {}, life->masker).has_value());
  CHECK(!life->states->making(state).value());
  REQUIRE(life->makings.answer(state, {}, life->masker).has_value());
  CHECK(life->makings.answer(state, {{"t.b", "b-1"}}, life->masker).error().code() == "delivery.not_in_question");
}

TEST_CASE("terraform makings: without a journal that can be trusted each planned creation is in doubt") {
  ScratchFolder scratch;
  const auto database = db::testing::memory_database(migrations());
  SUBCASE("it is gone") {
    const auto life = after_death(*database, scratch.path(), {{"t.a", {}}, {"t.b", {}}}, std::nullopt);
    life->write_state(R"({"attributes":{"id":"a-1"}})");
    CHECK(life->doubts() == "t.b its creation may have begun\n");
  }
  SUBCASE("the machine was started anew since") {
    const auto life = after_death(*database, scratch.path(), {{"t.b", {}}}, "");
    auto making = read_making(life->states->making(state).value()->text).value();
    making.boot = "another";
    REQUIRE(life->states->change_making(state, making.run, to_text(making)).has_value());
    CHECK(life->doubts() == "t.b its creation may have begun\n");
  }
  SUBCASE("another host looks: it waits until the run has to be over") {
    const auto life = after_death(*database, scratch.path(), {{"t.b", {}}}, "", "host-2");
    CHECK(life->left().is_under_way);
    CHECK(life->makings.answer(state, {}, life->masker).error().code() == "delivery.terraform_locked");
  }
}

TEST_CASE("terraform makings: what takes the place of something is known by another id") {
  ScratchFolder scratch;
  const auto database = db::testing::memory_database(migrations());
  TerraformCreation replaced;
  replaced.before = "old";
  replaced.is_replace = true;
  const std::string keyed = R"(t.a["k\"$${"])";
  const std::map<std::string, TerraformCreation> creations{{"t.a", replaced}, {keyed, {}}};
  const std::string journal = line("apply_start", "t.a", "delete", "old") + line("apply_start", "t.a", "create") +
                              line("apply_start", R"(t.a[\"k\\\"$${\"])", "create");
  SUBCASE("the state has the old one") {
    const auto life = after_death(*database, scratch.path(), creations, journal);
    life->write_state(
        R"({"attributes":{"id":"old"}},{"deposed":"00","attributes":{"id":"new"}},{"index_key":"k\"${","attributes":{}})");
    CHECK(life->doubts() == "t.a its creation had begun, in the place of 'old'\n");
    const auto refused = life->makings.answer(state, {{"t.a", "new"}}, life->masker);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().fields().at(0).message.find("takes the place") == 0);
  }
  SUBCASE("the state has the new one") {
    const auto life = after_death(*database, scratch.path(), creations, journal);
    life->write_state(R"({"attributes":{"id":"new"}},{"index_key":"k\"${"})");
    CHECK(life->doubts().empty());
    CHECK(!life->states->making(state).value());
  }
}

TEST_CASE("terraform makings: an end in order leaves only what nobody was told the end of") {
  ScratchFolder scratch;
  const auto database = db::testing::memory_database(migrations());
  Life life(*database, scratch.path());
  life.masker.add("secret-id");
  const auto apply = [&](const std::string& journal, TerraformMakings::End how) {
    const auto run = life.states->begin(state, 1h);
    const auto before = life.makings.left(state, life.masker).value();
    const auto file = life.makings.begin(run->credential(), state, {{"t.a", {}}, {"t.b", {}}}, before);
    REQUIRE(file.has_value());
    std::ofstream(*file) << journal;
    REQUIRE(life.makings.end(state, how, life.masker).has_value());
  };
  using End = TerraformMakings::End;
  const std::string failed = line("apply_start", "t.a", "create") + line("apply_errored", "t.a", "create");

  apply(failed, End::in_order);
  CHECK(!life.states->making(state).value());
  apply(failed + line("apply_start", "t.b", "create"), End::in_order);
  CHECK(life.doubts() == "t.b its creation had begun\n");
  apply(failed + line("apply_complete", "t.b", "create", "secret-id"), End::killed);
  CHECK(life.doubts() == "t.a its creation had ended\nt.b its creation had ended\n");  // its id is nobody's to see
  apply("", End::done);
  CHECK(!life.states->making(state).value());
  CHECK(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("terraform makings: of two runs that have planned only one begins") {
  ScratchFolder scratch;
  const auto database = db::testing::memory_database(migrations());
  Life life(*database, scratch.path());
  const auto one = life.states->begin(state, 1h), other = life.states->begin(state, 1h);
  REQUIRE(life.makings.begin(one->credential(), state, {{"t.a", {}}}, std::nullopt).has_value());

  const auto refused = life.makings.begin(other->credential(), state, {{"t.a", {}}}, std::nullopt);

  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.terraform_locked");
}

TEST_CASE("terraform apply -json: its lines are read by people as those without it") {
  const auto shown = [](std::string_view text) {
    std::string out;
    for (const std::string& each : read_apply_line(text).shown) out += each + "\n";
    return out;
  };
  CHECK(shown("no json") == "no json\n");
  CHECK(shown(R"({"a":1})") == "{\"a\":1}\n");
  CHECK(shown(R"({"@message":"Terraform 1.11.4","type":"version"})").empty());
  CHECK(shown(R"({"@message":"t.a: Plan to create","type":"planned_change"})").empty());
  CHECK(
      shown(
          R"({"@message":"t.a: Creating...","type":"apply_start","hook":{"resource":{"addr":"t.a"},"action":"create"}})") ==
      "t.a: Creating...\n");
  CHECK(
      shown(
          R"({"@message":"x","type":"provision_progress","hook":{"resource":{"addr":"t.a"},"provisioner":"local-exec","output":"one\ntwo"}})") ==
      "t.a (local-exec): one\ntwo\n");
  CHECK(
      shown(
          R"({"@message":"Outputs: 2","type":"outputs","outputs":{"a":{"sensitive":false,"value":[1]},"b":{"sensitive":true,"value":"no"}}})") ==
      "Outputs:\na = [1]\nb = <sensitive>\n");
  CHECK(shown(R"({"@message":"Outputs: 0","type":"outputs","outputs":{}})").empty());
  const std::string diagnostic = R"({"@message":"Error: no","type":"diagnostic","diagnostic":{"severity":"error",
      "summary":"It failed","detail":"Because.\nSo.","address":"t.a","range":{"filename":"main.tf","start":{"line":3}},
      "snippet":{"code":"x = 1"}}})";
  CHECK(shown(diagnostic) == "Error: It failed\n  with t.a,\n  on main.tf line 3:\n    x = 1\nBecause.\nSo.\n");
  CHECK(read_apply_line(diagnostic).errors == std::vector<std::string>{"It failed"});
}

TEST_CASE("terraform makings: blocks say what is taken over, whatever is in an id") {
  CHECK(import_blocks({{"t.a", "x\"${y}\n%{z}\\"}}) == "import {\n  to = t.a\n  id = \"x\\\"$${y}\\n%%{z}\\\\\"\n}\n");
}
