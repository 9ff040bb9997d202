#include <doctest/doctest.h>

#include <thread>

#include "configuration_faults.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace towpath::delivery::testing;
using namespace std::chrono_literals;
using boost::json::object;

namespace {

const std::string canary = "canary-4b7e-value";

/// Two files, the second by a handler, and outputs; one of them secret.
const std::string playbook = R"(
- hosts: all
  gather_facts: false
  tasks:
    - name: write the size
      copy: {dest: "{{ resource_folder }}/size", content: "{{ size }}"}
      notify: reload
    - set_stats: {data: {host: "{{ inventory_hostname }}", size: "{{ size }}", password: "{{ password }}"}}
  handlers:
    - name: reload
      file: {path: "{{ resource_folder }}/reloaded", state: touch}
)";

object inputs_of(const std::string& size, const std::string& text = playbook) {
  return {{"playbook", text},
          {"variables", {{"size", size}}},
          {"secretVariables", {{"password", canary}}},
          {"outputs", {"host", "size"}},
          {"secrets", {"password"}}};
}

/// A playbook of one play on this machine with the given tasks.
std::string play_of(const std::string& tasks) { return "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks; }

object inputs_with(const std::string& tasks) { return {{"playbook", play_of(tasks)}}; }

bool has_ansible() { return has_program("ansible-playbook"); }

}  // namespace

TEST_CASE("ansible driver: without the program a plan fails and says what to install") {
  ConfigurationHost host(make_ansible_tool(), false, "/nowhere:relative");
  const auto request = request_with(inputs_of("small"));

  const auto missing = host.driver->check(request).error();

  CHECK(missing.code() == "delivery.tool_missing");
  CHECK(missing.message().find("'ansible-playbook'") != std::string::npos);
  CHECK(missing.hint().find("apt-get install ansible-core") != std::string::npos);
  CHECK(!host.driver->observe(request, host.context).value());
  value_of(host.driver->destroy(request, true, host.context));  // there is nothing to destroy
}

TEST_CASE("ansible driver: it keeps the contract of drivers with the real program") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());

  check_contract(*host.driver, request_with(inputs_of("small")), true);

  CHECK(!host.has_leftovers());
  CHECK(!std::filesystem::exists(host.folder(request_with({}))));
}

TEST_CASE("ansible driver: check mode says what an application does, twice is unchanged, and drift is found") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto request = request_with(inputs_of("small"));

  const auto planned = value_of(host.driver->preview(request, host.context));
  CHECK(!std::filesystem::exists(host.folder(request) / "size"));
  CHECK(!value_of(host.driver->drift(request, host.context)));
  request.agreed = planned;
  const auto made = value_of(host.driver->apply(request, host.context));

  REQUIRE(planned);
  CHECK(in_words(*planned) == "2 change");
  CHECK(planned->changes ==
        std::vector<DriverChange>{{"change", "localhost: reload"}, {"change", "localhost: write the size"}});
  CHECK(host.has_logged("planned: 2 change\n"));
  CHECK(host.has_logged("done: 2 change\n"));  // as planned
  CHECK(host.has_logged("ansible-playbook [core 2."));
  CHECK(host.has_logged("localhost: write the size: changed ("));
  CHECK(made.outputs == R"({"host":"localhost","size":"small"})");
  CHECK(made.secrets.at("password").reveal() == canary);
  CHECK(text_of(host.folder(request) / "size") == "small");

  const auto again = value_of(host.driver->preview(request, host.context));
  REQUIRE(again);
  CHECK(again->is_empty());
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
  std::ofstream(host.folder(request) / "size") << "by hand";
  const auto drift = value_of(host.driver->drift(request, host.context));
  REQUIRE(drift);
  CHECK(in_words(*drift) == "2 change");
  CHECK(text_of(host.folder(request) / "size") == "by hand");
}

TEST_CASE("ansible driver: what was agreed to is done, and nothing when it would be something else by now") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto request = request_with(inputs_of("small"));
  request.agreed = DriverChanges{{{"change", "localhost: write the size"}}, 0, {{"change", 1}}};

  const auto stopped = host.driver->apply(request, host.context);

  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
  CHECK(stopped.error().message().find("'2 change' now; '1 change' was agreed to") != std::string::npos);
  CHECK(!std::filesystem::exists(host.folder(request) / "size"));
  CHECK(!host.applied->find(request.gu_id).value());
}

TEST_CASE("ansible driver: at the first change that the plan did not name the program is stopped") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto request = request_with(inputs_with(R"(
    - name: not in check mode
      file: {path: "{{ resource_folder }}/first", state: touch}
      when: not ansible_check_mode
    - name: slow
      command: sleep 300
      changed_when: false
    - name: never reached
      copy: {dest: "{{ resource_folder }}/second", content: x}
)"));
  const auto planned = value_of(host.driver->preview(request, host.context));
  REQUIRE(planned);
  CHECK(planned->changes == std::vector<DriverChange>{{"change", "localhost: never reached"}});
  const auto began = std::chrono::steady_clock::now();

  const auto stopped = host.driver->apply(request, host.context);

  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.plan_changed");
  CHECK(stopped.error().message().find("'localhost: not in check mode'") != std::string::npos);
  CHECK(std::filesystem::exists(host.folder(request) / "first"));
  CHECK(!std::filesystem::exists(host.folder(request) / "second"));
  CHECK(std::chrono::steady_clock::now() - began < 200s);
  CHECK(!host.driver->observe(request, host.context).value());  // it was begun and did not end well
}

TEST_CASE("ansible driver: what check mode passes over is in the plan as such, and is no drift") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  const auto request = request_with(inputs_with(R"(
    - name: a command
      command: touch {{ resource_folder }}/made
    - name: only looks
      command: "true"
      changed_when: false
)"));

  const auto planned = value_of(host.driver->preview(request, host.context));
  value_of(host.driver->apply(request, host.context));

  REQUIRE(planned);
  CHECK(planned->changes == std::vector<DriverChange>{{"run", "localhost: a command"}});
  CHECK(std::filesystem::exists(host.folder(request) / "made"));
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
}

TEST_CASE("ansible driver: no secret is in the log, an argument or the environment, and none becomes an output") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto inputs = inputs_with(R"(
    - name: told {{ password }}
      debug: {msg: "it is {{ password }}"}
    - copy: {dest: "{{ resource_folder }}/secret", content: "{{ password }}", mode: "0600"}
    - name: look around
      shell: grep -l -a -F -f {{ resource_folder }}/secret /proc/[0-9]*/cmdline /proc/[0-9]*/environ | wc -l
      register: found
      changed_when: false
      check_mode: false
      when: not ansible_check_mode
    - debug: {msg: "found in {{ found.stdout | default('nothing yet') }} places"}
    - set_stats: {data: {url: "http://user:{{ password }}@host/"}}
)");
  inputs["secretVariables"] = object{{"password", canary}};
  auto request = request_with(inputs);

  const auto made = value_of(host.driver->apply(request, host.context));

  CAPTURE(host.log());
  CHECK(!host.has_logged(canary));
  CHECK(host.has_logged("localhost: told ***: ok"));
  CHECK(host.has_logged("it is ***"));
  CHECK(host.has_logged("found in 0 places"));
  CHECK(made.outputs == "{}");
  CHECK(made.secrets.at("url").reveal() == "http://user:" + canary + "@host/");
  CHECK(!host.has_leftovers());
  inputs["outputs"] = boost::json::array{"url"};
  const auto refused = host.driver->apply(request_with(inputs), host.context);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.configuration_output");
  CHECK(refused.error().message().find("'url', in which a secret shows") != std::string::npos);
}

TEST_CASE("ansible driver: what is wrong in a playbook is told with file, line and column") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  const auto told = [&](const object& inputs) {
    const auto failed = host.driver->preview(request_with(inputs), host.context);
    REQUIRE(!failed.has_value());
    CHECK(failed.error().code() == "delivery.configuration_failed");
    return failed.error().message();
  };
  const auto contains = [](const std::string& text, std::string_view part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };

  contains(told(inputs_with("    - copy: {dest\n")), ": playbook.yaml:5:1: did not find expected ',' or '}'");
  contains(told(inputs_with("    - no_such_module: {}\n")),
           ": playbook.yaml:4:7: couldn't resolve module/action 'no_such_module'");
  contains(told(inputs_with("    - name: ask\n      debug: {msg: \"{{ nowhere }}\"}\n")),
           "playbook.yaml:4: localhost: ask failed: The task includes an option with an undefined variable");
  contains(told({{"playbook", "- hosts: others\n  tasks: []\n"}}), "none of its plays matches a host");
}

TEST_CASE("ansible driver: a value from outside is text and no expression") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  const std::string expression = "{{ lookup('pipe', 'id') }}";
  const auto request = request_with(inputs_of(expression));

  const auto made = value_of(host.driver->apply(request, host.context));

  CHECK(text_of(host.folder(request) / "size") == expression);
  CHECK(boost::json::parse(made.outputs).at("size") == boost::json::value(expression));
}

TEST_CASE("ansible driver: what was applied is taken away by its own playbook, whatever the definition says by then") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto inputs = inputs_of("small");
  inputs["destroyPlaybook"] = play_of("    - file: {path: \"{{ resource_folder }}/size\", state: absent}\n");
  auto request = request_with(inputs);
  value_of(host.driver->apply(request, host.context));

  request.inputs = R"({"playbook": "- hosts: [", "destroyPlaybook": "no playbook"})";
  value_of(host.driver->destroy(request, false, host.context));

  CHECK(host.has_logged("planned: 1 change\n"));
  CHECK(host.has_logged("what it made is taken away\n"));
  CHECK(!host.driver->observe(request, host.context).value());
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(host.data() / "tool/resources")) {
    CHECK(!std::filesystem::exists(entry.path() / "size"));
    CHECK(std::filesystem::exists(entry.path() / "reloaded"));
    ++kept;
  }
  CHECK(kept == 1);
  const auto tomorrow = std::chrono::floor<std::chrono::days>(SystemClock().now()) + std::chrono::days(1);
  value_of(host.driver->remove_kept(tomorrow, host.context));
  CHECK(std::filesystem::is_empty(host.data() / "tool/resources"));

  request = request_with(inputs_with("    - debug: {msg: hello}\n"));
  value_of(host.driver->apply(request, host.context));
  value_of(host.driver->destroy(request, true, host.context));
  CHECK(host.has_logged("what it made stays: the definition has no 'destroyPlaybook'\n"));
}

TEST_CASE("ansible driver: a playbook in Git is the one of a commit, and stays so until it is applied again") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  host.texts.files = {{"site.yaml", play_of("    - import_tasks: tasks.yaml\n")},
                      {"tasks.yaml", "- set_stats: {data: {greeting: hello}}\n"}};
  object inputs{{"git", {{"repository", "config"}, {"revision", "v1"}, {"path", "web"}}}, {"entry", "site.yaml"}};
  auto request = request_with(inputs);

  const auto made = value_of(host.driver->apply(request, host.context));
  CHECK(made.outputs == R"({"greeting":"hello"})");
  CHECK(made.state == R"({"tool":"ansible","commit":"commit-of-v1"})");
  CHECK(host.texts.exported == "commit-of-v1");
  CHECK(value_of(host.driver->drift(request, host.context))->is_empty());
  CHECK(host.texts.exported == "commit-of-commit-of-v1");
  inputs["git"].as_object()["path"] = "other";
  CHECK(host.driver->preview(request_with(inputs), host.context).error().code() == "delivery.invalid_inputs");
}

TEST_CASE("ansible driver: facts are handed out when they are asked for") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  object inputs{{"playbook", "- hosts: all\n  gather_facts: false\n  tasks:\n    - setup: {gather_subset: [min]}\n"},
                {"facts", {"system", "nothing_like_it"}}};

  const auto made = value_of(host.driver->apply(request_with(inputs), host.context));

  CHECK(made.outputs == R"({"facts":{"localhost":{"system":"Linux"}}})");
}

TEST_CASE("ansible driver: hosts come from the catalog, and one that cannot be reached is named") {
  if (!has_ansible() || !has_program("ssh")) return;
  ConfigurationHost host(make_ansible_tool());
  auto inputs = inputs_with("    - ping:\n");
  inputs["hosts"] = object{{"catalog", {{"type", "host"}, {"tag", "web"}}}};
  const auto request = request_with(inputs);

  CHECK(host.driver->preview(request, host.context).error().code() == "delivery.no_hosts");
  CHECK(host.hosts.asked.tag == "web");
  host.hosts.known = {{"web1", "127.0.0.1", 1, "deploy", {"web"}}};  // nobody listens at that port
  const auto unreachable = host.driver->preview(request, host.context);
  REQUIRE(!unreachable.has_value());
  CAPTURE(unreachable.error().message());
  CHECK(unreachable.error().message().find("web1: ping unreachable") != std::string::npos);
  host.hosts.known = {{"-oProxyCommand=id", "", 0, "", {}}};
  CHECK(host.driver->preview(request, host.context).error().code() == "delivery.invalid_inputs");
}

TEST_CASE("ansible driver: outside of the sandbox only where the server's operator allows it") {
  if (!has_ansible()) return;
  ScratchFolder outside;
  auto inputs = inputs_with("    - copy: {dest: \"" + (outside.path() / "made").string() + "\", content: x}\n");
  inputs["on"] = "host";
  ConfigurationHost refusing(make_ansible_tool()), allowing(make_ansible_tool(), true);

  CHECK(refusing.driver->check(request_with(inputs)).error().code() == "delivery.host_not_allowed");
  CHECK(refusing.driver->apply(request_with(inputs), refusing.context).error().code() == "delivery.host_not_allowed");
  value_of(allowing.driver->apply(request_with(inputs), allowing.context));
  CHECK(text_of(outside.path() / "made") == "x");
  CHECK(!allowing.has_leftovers());
}

TEST_CASE("ansible driver: a stop ends the program in order") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  auto request =
      request_with(inputs_with("    - debug: {msg: begun}\n    - command: sleep 300\n      check_mode: false\n"));
  std::stop_source stop;
  host.context.stop = stop.get_token();
  std::thread stopper([&] {
    becomes_true([&] { return host.has_logged("localhost: debug: ok"); });
    stop.request_stop();
  });
  const auto began = std::chrono::steady_clock::now();

  const auto stopped = host.driver->preview(request, host.context);
  stopper.join();

  REQUIRE(!stopped.has_value());
  CHECK(stopped.error().code() == "delivery.configuration_failed");
  CHECK(std::chrono::steady_clock::now() - began < 200s);
  CHECK(!host.has_leftovers());
}

TEST_CASE("ansible driver: killed in the middle of an application and of a deletion, it says so and does the rest") {
  if (!has_ansible()) return;
  ConfigurationHost host(make_ansible_tool());
  const std::string wait = "    - shell: \"" + wait_in("{{ resource_folder }}") + "\"\n      changed_when: false\n";
  auto inputs = inputs_with("    - copy: {dest: \"{{ resource_folder }}/first\", content: x}\n" + wait +
                            "    - copy: {dest: \"{{ resource_folder }}/second\", content: x}\n");
  inputs["destroyPlaybook"] = play_of("    - file: {path: \"{{ resource_folder }}/second\", state: absent}\n" + wait +
                                      "    - file: {path: \"{{ resource_folder }}/first\", state: absent}\n");

  check_killed_in_the_middle(host, "ansible-playbook", request_with(inputs), false);
}
