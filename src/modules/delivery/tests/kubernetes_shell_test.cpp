#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <future>
#include <stop_token>
#include <utility>

#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "runtime_contract.h"
#include "runtimes/kubernetes/cluster_instances.h"
#include "runtimes/kubernetes/pod_shell.h"
#include "runtimes/kubernetes/pod_status.h"
#include "shell_person.h"
#include "support/cutting_relay.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;
namespace json = boost::json;

// What a shell on a cluster is beside what every runtime promises. The API server is a real one.

namespace {

constexpr const char* space = "towpath-shop-test";

InstanceRequest running(KubernetesHost& host, int copies = 1, const std::string& image = "busybox:1.36") {
  auto wanted = host.script("exec sleep 3600");
  wanted.copies = copies;
  wanted.containers[0].image = image;
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  return wanted;
}

/// Waits in the shell until it was shown something, and calls.
class Watcher final : public process::Counterpart {
 public:
  Watcher(std::string says, std::string waits_for, std::function<void()> then)
      : says_(std::move(says)), waits_for_(std::move(waits_for)), then_(std::move(then)) {}

  int wake_fd() const override { return wake_.get(); }
  Said take(std::size_t limit) override { return limit == 0 ? Said() : words(std::exchange(says_, "")); }
  void given(std::string_view, bool) override {}
  std::size_t room() override { return 10'000; }
  void show(process::Stream, std::string_view bytes) override {
    shown += bytes;
    if (then_ && shown.find(waits_for_) != shown.npos) std::exchange(then_, nullptr)();
  }

  std::string shown;

 private:
  std::string says_;
  const std::string waits_for_;
  std::function<void()> then_;
  const process::OwnedFd wake_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

std::string sleep_mark(int number) { return fmt::format("8639{}.{}", number, getpid()); }

/// Says that it sleeps, does so ignoring what it can, and is not found by what is asked of its parent.
std::string sleeps(const std::string& mark) { return "trap '' HUP; setsid sleep " + mark + " & echo as'leep'\r"; }

std::shared_ptr<const KubeApi> api_of(KubernetesHost& host) { return host.cluster->api().value(); }

json::value post(KubernetesHost& host, const std::string& path, const json::object& body) {
  const auto answer = api_of(host)->send("POST", path, "application/json", body);
  REQUIRE_MESSAGE(answer.has_value(), (answer ? "" : answer.error().message()));
  REQUIRE_MESSAGE((answer->is_ok() || answer->status == 409), answer->body);
  return answer->json();
}

/// As a service account that may look at pods, and run programs in them with these verbs.
KubeApi as_account(KubernetesHost& host, const std::string& name, const std::vector<std::string>& verbs) {
  const std::string rights = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + std::string(space);
  post(host, fmt::format("/api/v1/namespaces/{}/serviceaccounts", space), {{"metadata", json::object{{"name", name}}}});
  json::array rules{json::object{
      {"apiGroups", json::array{""}}, {"resources", json::array{"pods"}}, {"verbs", json::array{"get", "list"}}}};
  if (!verbs.empty())
    rules.push_back(json::object{{"apiGroups", json::array{""}},
                                 {"resources", json::array{"pods/exec"}},
                                 {"verbs", json::array(verbs.begin(), verbs.end())}});
  post(host, rights + "/roles", {{"metadata", json::object{{"name", name}}}, {"rules", rules}});
  post(host, rights + "/rolebindings",
       {{"metadata", json::object{{"name", name}}},
        {"roleRef", json::object{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", name}}},
        {"subjects", json::array{json::object{{"kind", "ServiceAccount"}, {"name", name}, {"namespace", space}}}}});
  const auto token =
      post(host, fmt::format("/api/v1/namespaces/{}/serviceaccounts/{}/token", space, name),
           {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", json::object{}}});
  ClusterAccess access = api_of(host)->access();
  access.certificate.clear();
  access.key = Secret();
  access.token = Secret(kube_text(token, "/status/token"));
  return KubeApi(std::move(access));
}

PodPlace pod_of(KubernetesHost& host, const InstanceRequest& wanted) {
  const ClusterInstances instances(*api_of(host), SystemClock());
  const auto pods = instances.pods({space, object_name(wanted.workload, wanted.id), wanted.id}).value();
  const auto chosen = pods_for_shells(pods, "main");
  REQUIRE_FALSE(chosen.empty());
  return {space, kube_text(*chosen.front(), "/metadata/name"), "main"};
}

}  // namespace

TEST_CASE("cluster: a shell of several pods says in which it is, and one without a running pod is refused") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host, 2);
  Person person({{"", words("exit\r")}}), nobody({}), piped({});

  REQUIRE(shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, person, {}).value() == 0);
  REQUIRE(shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"true"}}, piped, {}).value() == 0);
  REQUIRE(host.runtime->stop(wanted.id, 0s).has_value());
  const auto refused = shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, nobody, {});

  CHECK(person.shown.starts_with("In the pod shop-"));
  CHECK(person.shown.find(", one of 2.\r\n") != std::string::npos);
  CHECK(piped.shown.empty());
  CHECK(piped.errors.find(", one of 2.\n") != std::string::npos);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "delivery.instance_not_running");
}

TEST_CASE("cluster: a container without a shell is said in words") {
  if (is_skipped<KubernetesHost>()) return;
  if (std::getenv("TOWPATH_TEST_IMAGES") == nullptr) {
    MESSAGE("SKIPPED: only the node of the tests has an image without a shell");
    return;
  }
  KubernetesHost host;
  const auto wanted = running(host, 1, "bare:1");
  Person person({});

  const auto refused = shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, person, {});

  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "delivery.no_shell");
  CHECK(refused.error().message().find("/bin/sh: no such file") != std::string::npos);
  CHECK(refused.error().hint().find("kubectl debug") != std::string::npos);
}

TEST_CASE("cluster: a shell ends with its pod, which is the reason") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  std::future<Status> stopped;
  Watcher watcher("echo re'ady'\r", "ready",
                  [&] { stopped = std::async(std::launch::async, [&] { return host.runtime->stop(wanted.id, 0s); }); });

  const auto ended = shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, watcher, {});

  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().code() == "delivery.instance_not_running");
  CHECK_MESSAGE(ended.error().message().find("it was deleted") != std::string::npos, ended.error().message());
  CHECK(stopped.get().has_value());
}

TEST_CASE("cluster: a shell ends when the API server goes away, and nothing of it goes on") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  const auto pod = pod_of(host, wanted);
  ClusterAccess access = api_of(host)->access();
  const auto colon = access.server.rfind(':');
  testing::CuttingRelay way(std::stoi(access.server.substr(colon + 1)));
  access.server = access.server.substr(0, colon + 1) + std::to_string(way.port());
  const KubeApi api(access);
  const std::string mark = sleep_mark(1);
  std::atomic<bool> was_asleep = false;
  Watcher watcher(sleeps(mark), "asleep", [&] {
    was_asleep = becomes_true([&] { return is_asleep(mark); });
    way.cut_after(0);
  });

  const auto ended = run_shell_in_pod(api, pod, 0, {{"/bin/sh"}, true}, watcher, {});

  CHECK(was_asleep);
  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().code() == cluster_unreachable);
  CHECK_MESSAGE(ended.error().message().find("was lost") != std::string::npos, ended.error().message());
  CHECK(becomes_true([&] { return !is_asleep(mark); }));
  CHECK(host.probe(wanted).is_running);
}

TEST_CASE("cluster: what was left behind by a shell that ended by itself ends with it") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  const std::string mark = sleep_mark(2);
  Person person({{"", words(sleeps(mark))}, {"asleep", words("exit 3\r")}});

  CHECK(shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, person, {}).value() == 3);

  CHECK(becomes_true([&] { return !is_asleep(mark); }));
}

TEST_CASE("cluster: without the right to run programs a shell is refused in the cluster's words") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  const auto pod = pod_of(host, wanted);
  const KubeApi without = as_account(host, "looks-only", {}), with = as_account(host, "may-run", {"get", "create"});
  Person refused({}), allowed({});

  const auto error = run_shell_in_pod(without, pod, 0, {{"true"}}, refused, {});
  const auto code = run_shell_in_pod(with, pod, 0, {{"true"}}, allowed, {});

  REQUIRE_FALSE(error.has_value());
  CHECK(error.error().code() == "delivery.cluster_denied");
  CHECK_MESSAGE(error.error().message().find("pods/exec") != std::string::npos, error.error().message());
  REQUIRE_MESSAGE(code.has_value(), (code ? "" : code.error().message()));
  CHECK(*code == 0);
}

// Kubernetes 1.35 and later ask for `create`, too.
TEST_CASE("cluster: who may only get pods/exec has a shell, or is told what is missing where that is not enough") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  const auto pod = pod_of(host, wanted);
  const KubeApi account = as_account(host, "gets-only", {"get"});
  Person person({});

  const auto code = run_shell_in_pod(account, pod, 0, {{"true"}}, person, {});

  const std::string what_is_enough = code ? "get" : "get and create";
  MESSAGE(api_of(host)->version().value(), ": a shell needs ", what_is_enough);
  if (code) {
    CHECK(*code == 0);
  } else {
    CHECK(code.error().code() == "delivery.cluster_denied");
    CHECK_MESSAGE(code.error().message().ends_with("pods \"" + pod.pod + "\" is forbidden."), code.error().message());
    CHECK(code.error().hint().find("get and create for pods/exec") != std::string::npos);
  }
}

TEST_CASE("cluster: a shell that is to end before it has begun is not opened") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = running(host);
  Person person({});
  std::stop_source stop;
  stop.request_stop();

  const auto ended =
      shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, person, stop.get_token());

  REQUIRE_FALSE(ended.has_value());
  CHECK(ended.error().code() == "delivery.shell_not_opened");
  CHECK(person.shown.empty());
}

TEST_CASE("cluster: somebody who makes no room for output holds up nobody, and a shell ends all the same") {
  if (is_skipped<KubernetesHost>()) return;
  class Deaf final : public process::Counterpart {
   public:
    int wake_fd() const override { return wake_.get(); }
    Said take(std::size_t) override {
      Said said;
      said.must_end = std::chrono::steady_clock::now() > until_;
      return said;
    }
    void given(std::string_view, bool) override {}
    std::size_t room() override { return 0; }
    void show(process::Stream, std::string_view bytes) override { CHECK(bytes.empty()); }

   private:
    const std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::now() + 3s;
    const process::OwnedFd wake_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  } deaf;
  KubernetesHost host;
  const auto wanted = running(host);
  const auto begun = std::chrono::steady_clock::now();

  const auto ended = shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"yes"}}, deaf, {});

  CHECK(std::chrono::steady_clock::now() - begun < 15s);
  CHECK_MESSAGE(ended.has_value(), (ended ? "" : ended.error().message()));
  CHECK(host.probe(wanted).is_running);
}

TEST_CASE("a pod for a shell runs, is not about to go, and is ready where one is; why one is over is said") {
  const auto pod = [](const char* name, const char* more, const char* ready, const char* state) {
    return json::parse(fmt::format(
        R"({{"metadata":{{"name":"{}"{}}},"status":{{"conditions":[{{"type":"Ready","status":"{}"}}],"containerStatuses":)"
        R"([{{"name":"beside","state":{{"running":{{}}}}}},{{"name":"main","restartCount":2,"state":{}}}]}}}})",
        name, more, ready, state));
  };
  const char* runs = R"({"running":{}})";
  const json::array all{pod("c-waits", "", "False", R"({"waiting":{}})"),
                        pod("a-goes", R"(,"deletionTimestamp":"2026-11-29T14:37:26Z")", "True", runs),
                        pod("b-unready", "", "False", runs), pod("d-ready", "", "True", runs)};

  const auto chosen = pods_for_shells(all, "main");
  REQUIRE(chosen.size() == 2);
  CHECK(kube_text(*chosen[0], "/metadata/name") == "d-ready");
  CHECK(kube_text(*chosen[1], "/metadata/name") == "b-unready");
  CHECK(pods_for_shells(all, "other").empty());
  CHECK(restarts_of(all[3], "main") == 2);

  CHECK(why_over(all[3], "main", 2).empty());
  CHECK(why_over(all[3], "main", 1) == "its container ended");
  CHECK(why_over(all[1], "main", 2) == "it was deleted");
  CHECK(why_over(pod("x", "", "False", R"({"terminated":{"exitCode":137,"reason":"OOMKilled"}})"), "main", 2) ==
        "its container ended with out of memory: exit code 137");
}
