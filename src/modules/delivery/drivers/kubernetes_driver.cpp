#include "kubernetes_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <set>

#include "base/base64.h"
#include "base/product.h"
#include "base/strings.h"
#include "base/time_text.h"
#include "driver_json.h"
#include "http/http.h"
#include "json/json.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "kubernetes/manifests.h"
#include "runtimes/kubernetes/workload_objects.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;
using json::object;

constexpr std::size_t most_changes = 100, shown_fields = 5;
constexpr std::chrono::milliseconds between_looks{500};
constexpr const char* claim_kind = "PersistentVolumeClaim";

std::string label_of(const json::value& object, const std::string& mark) {
  return kube_text(object, "/metadata/labels/" + towpath::json::escape_pointer(mark));
}

object to_json(const KubeRef& ref) {
  return {{"apiVersion", ref.api_version}, {"kind", ref.kind}, {"namespace", ref.name_space}, {"name", ref.name}};
}

/// The objects in a driver state, oldest first.
std::vector<KubeRef> refs_in(const object& state) {
  std::vector<KubeRef> out;
  const json::value whole = state;
  for (const auto& each : kube_list(whole, "/objects"))
    out.push_back({kube_text(each, "/apiVersion"), kube_text(each, "/kind"), kube_text(each, "/namespace"),
                   kube_text(each, "/name")});
  return out;
}

std::string day_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

void add(DriverChanges& changes, std::string action, std::string subject) {
  ++changes.counts[action];
  if (changes.changes.size() < most_changes)
    changes.changes.push_back({std::move(action), std::move(subject)});
  else
    ++changes.left_out;
}

void pause(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, between_looks, [] { return false; });
}

class KubernetesDriver final : public Driver {
 public:
  KubernetesDriver(std::shared_ptr<Cluster> cluster, const Clock& clock)
      : cluster_(std::move(cluster)), clock_(clock) {}

  std::string_view name() const override { return "kubernetes"; }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    DriverOffer out;
    const auto manifests = read_manifests(request);
    if (!manifests) return out;
    for (const auto& [output, field] : manifests->outputs) out.outputs.push_back({output});
    for (const auto& [output, field] : manifests->secrets) out.outputs.push_back({output, true});
    return out;
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(read_manifests(request));
    if (cluster_->is_configured()) return ok();
    return unavailable("delivery.runtime_unavailable",
                       fmt::format("resource '{}' is to be made on a cluster, and none is configured", request.id))
        .with_hint(
            "set kubeconfig to a file with the address of a cluster and credentials, and start the server again");
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    TRY(const auto api, cluster_->api());
    TRY(const auto manifests, read_manifests(request));
    std::vector<json::value> live;
    for (const auto& each : manifests.objects) {
      TRY(const auto ref, place_of(*api, each));
      TRY(auto found, api->find(ref));
      if (!found || !is_ours(request, *found)) return std::optional<ResourceOutcome>();
      live.push_back(std::move(*found));
    }
    auto outcome = outcome_of(request, manifests, live);
    if (!outcome) return std::optional<ResourceOutcome>();
    return std::optional(std::move(*outcome));
  }

  bool has_preview() const override { return true; }
  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext&) override {
    TRY(auto changes, compared(request, true));
    return std::optional(std::move(changes));
  }
  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext&) override {
    TRY(auto changes, compared(request, false));
    return std::optional(std::move(changes));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto api, cluster_->api());
    TRY(const auto manifests, read_manifests(request));
    if (request.agreed) {
      TRY(const auto changes, compared(request, true));
      if (changes != *request.agreed)
        return conflict("delivery.plan_changed",
                        fmt::format("For resource '{}' it would do '{}' now; '{}' was agreed to.", request.id,
                                    in_words(changes), in_words(*request.agreed)))
            .with_hint("Something changed meanwhile. Deploy again and look at the new plan.");
    }
    CHECK_OK(make_namespace(*api, request, manifests));
    for (const auto& each : manifests.objects) {
      CHECK_OK(is_free(*api, request, each));
      CHECK_OK(api->apply(each, KubeApi::Write::really, manifests.is_forced));
      say(context, "applied the " + ref_of(each).text());
    }
    TRY(const auto gone, no_longer_wanted(*api, request, manifests));
    for (auto ref = gone.rbegin(); ref != gone.rend(); ++ref) CHECK_OK(remove(*api, request, *ref, false, context));
    return outcome_in_time(*api, request, manifests, context);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto api, cluster_->api());
    TRY(const auto state, read_object(request, "state", request.state));
    auto refs = refs_in(state);
    // What a try that did not end has made is named by the inputs only.
    TRY(const auto manifests, read_manifests(request));
    for (const auto& each : manifests.objects) {
      TRY(auto ref, place_of(*api, each));
      if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(std::move(ref));
    }
    for (auto ref = refs.rbegin(); ref != refs.rend(); ++ref) CHECK_OK(remove(*api, request, *ref, purge, context));
    for (const auto& ref : refs) CHECK_OK(wait_gone(*api, request, ref, purge, context));
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (!cluster_->is_configured()) return ok();
    TRY(const auto api, cluster_->api());
    TRY(const auto kept, api->list("/api/v1/persistentvolumeclaims", kept_mark()));
    for (const auto& claim : kept) {
      if (label_of(claim, kept_mark()) >= day_text(day)) continue;
      auto ref = ref_of(claim);  // items of a list do not say their kind
      ref.api_version = "v1";
      ref.kind = claim_kind;
      TRY(const auto where, api->path(ref));
      CHECK_OK(api->remove("delete the " + ref.text(), where));
      say(context, "deleted the " + ref.text());
    }
    return ok();
  }

 private:
  /// With the namespace as its kind has one.
  static Result<KubeRef> place_of(const KubeApi& api, const object& each) {
    auto ref = ref_of(each);
    TRY(const auto kind, api.kind(ref.api_version, ref.kind));
    if (!kind.is_namespaced) ref.name_space.clear();
    return ref;
  }

  static bool is_ours(const ResourceRequest& request, const json::value& live) {
    return label_of(live, resource_mark()) == request.gu_id;
  }

  /// That nobody else's object has the name.
  static Status is_free(const KubeApi& api, const ResourceRequest& request, const object& each) {
    TRY(const auto ref, place_of(api, each));
    TRY(const auto found, api.find(ref));
    if (!found) return ok();
    if (!is_ours(request, *found))
      return conflict("delivery.not_ours",
                      fmt::format("resource '{}': the {} exists already and is not of this resource", request.id,
                                  ref.text()))
          .with_hint(fmt::format("choose another name in the definition, for example with the placeholder "
                                 "${{context.res.guid}}, or give it to the resource with the label {}={}",
                                 resource_mark(), request.gu_id));
    if (label_of(*found, kept_mark()).empty()) return ok();
    return set_kept(api, ref, json::value());  // it was kept aside, and is wanted again
  }

  static Status set_kept(const KubeApi& api, const KubeRef& ref, json::value day) {
    TRY(const auto where, api.path(ref));
    const object body{{"metadata", object{{"labels", object{{kept_mark(), std::move(day)}}}}}};
    TRY(const auto answer,
        api.send("PATCH", where + "?fieldManager=" + field_manager(), "application/merge-patch+json", body));
    if (!answer.is_ok()) return refused_by_cluster(api.access().server, "keep the " + ref.text() + " aside", answer);
    return ok();
  }

  static Status make_namespace(const KubeApi& api, const ResourceRequest& request, const Manifests& manifests) {
    if (!manifests.makes_namespace) return ok();
    const auto wanted = namespace_object(request.project, request.environment);
    const auto found = api.find(ref_of(wanted));
    // Whoever may work in one namespace only may not look at it from outside: then somebody has made it.
    if (!found && found.error().code() == "delivery.cluster_denied") return ok();
    if (!found) return found.error();
    if (!found->has_value()) CHECK_OK(api.apply(wanted));
    return ok();
  }

  /// Objects of before that the manifests no longer have.
  static Result<std::vector<KubeRef>> no_longer_wanted(const KubeApi& api, const ResourceRequest& request,
                                                       const Manifests& manifests) {
    TRY(const auto state, read_object(request, "state", request.state));
    std::set<KubeRef> wanted;
    for (const auto& each : manifests.objects) {
      TRY(auto ref, place_of(api, each));
      wanted.insert(std::move(ref));
    }
    std::vector<KubeRef> out;
    for (auto& ref : refs_in(state))
      if (!wanted.contains(ref)) out.push_back(std::move(ref));
    return out;
  }

  /// What the cluster says it would do; changes nothing. `is_plan`: also what would be deleted, and a refusal is told.
  Result<DriverChanges> compared(const ResourceRequest& request, bool is_plan) const {
    TRY(const auto api, cluster_->api());
    TRY(const auto manifests, read_manifests(request));
    DriverChanges changes;
    for (const auto& each : manifests.objects) {
      TRY(const auto ref, place_of(*api, each));
      TRY(const auto now, api->find(ref));
      if (!now) {
        add(changes, is_plan ? "create" : "missing", ref.text());
        continue;
      }
      if (is_plan && !is_ours(request, *now)) CHECK_OK(is_free(*api, request, each));
      // Of drift the fields that somebody has taken are the point.
      TRY(const auto then, api->apply(each, KubeApi::Write::dry_run, manifests.is_forced || !is_plan));
      const auto fields = differing_fields(*now, then, shown_fields + 1);
      if (!fields.empty()) add(changes, "update", change_subject(ref, fields, shown_fields));
    }
    if (!is_plan) return changes;
    TRY(const auto gone, no_longer_wanted(*api, request, manifests));
    for (const auto& ref : gone) add(changes, "delete", ref.text());
    return changes;
  }

  Status remove(const KubeApi& api, const ResourceRequest& request, const KubeRef& ref, bool purge,
                const DriverContext& context) const {
    TRY(const auto found, api.find(ref));
    if (!found) return ok();
    if (!is_ours(request, *found)) {
      say(context, fmt::format("the {} is no longer of this resource and stays", ref.text()));
      return ok();
    }
    if (ref.kind == claim_kind && !purge) {
      say(context, fmt::format("the {} is kept aside", ref.text()));
      return set_kept(api, ref, json::value(day_text(std::chrono::floor<std::chrono::days>(clock_.now()))));
    }
    TRY(const auto where, api.path(ref));
    CHECK_OK(api.remove(
        "delete the " + ref.text(), where,
        {{"propagationPolicy", "Background"}, {"preconditions", object{{"uid", kube_text(*found, "/metadata/uid")}}}}));
    say(context, "deleted the " + ref.text());
    return ok();
  }

  /// Finalizers of others may take their time.
  Status wait_gone(const KubeApi& api, const ResourceRequest& request, const KubeRef& ref, bool purge,
                   const DriverContext& context) const {
    if (ref.kind == claim_kind && !purge) return ok();
    const auto until = std::chrono::steady_clock::now() + context.deadline;
    for (;;) {
      TRY(const auto found, api.find(ref));
      if (!found || !is_ours(request, *found)) return ok();
      if (std::chrono::steady_clock::now() > until || context.stop.stop_requested())
        return failed("delivery.cluster_refused", fmt::format("the {} is being deleted and is still there", ref.text()))
            .with_hint("a finalizer holds it: see metadata.finalizers and the operator that has set them");
      pause(context.stop);
    }
  }

  /// Nothing while an output is not there yet; `missing` says which.
  static std::optional<ResourceOutcome> outcome_of(const ResourceRequest&, const Manifests& manifests,
                                                   const std::vector<json::value>& live,
                                                   std::string* missing = nullptr) {
    ResourceOutcome out;
    object outputs;
    json::array refs;
    for (const auto& each : live) refs.push_back(to_json(ref_of(each)));
    const auto value_of = [&](const ObjectField& field) -> std::optional<json::value> {
      for (const auto& each : live) {
        if (kube_text(each, "/kind") != field.kind || kube_text(each, "/metadata/name") != field.name) continue;
        const auto* found = towpath::json::at_pointer(each, field.pointer);
        if (found == nullptr || found->is_null()) return std::nullopt;
        if (field.kind == "Secret" && field.pointer.starts_with("/data/") && found->is_string())
          return json::value(from_base64(found->get_string()).value_or(""));
        return *found;
      }
      return std::nullopt;
    };
    for (const auto* fields : {&manifests.outputs, &manifests.secrets})
      for (const auto& [name, field] : *fields) {
        auto value = value_of(field);
        if (!value || (value->is_string() && value->get_string().empty())) {
          if (missing != nullptr)
            *missing = fmt::format("'{}' ({} {}, {})", name, field.kind, field.name, field.pointer);
          return std::nullopt;
        }
        if (fields == &manifests.outputs)
          outputs[name] = std::move(*value);
        else
          out.secrets[name] = Secret(value->is_string() ? std::string(value->get_string()) : json::serialize(*value));
      }
    out.outputs = towpath::json::canonical(outputs);
    out.state = towpath::json::canonical(object{{"objects", std::move(refs)}});
    return out;
  }

  Result<ResourceOutcome> outcome_in_time(const KubeApi& api, const ResourceRequest& request,
                                          const Manifests& manifests, const DriverContext& context) const {
    const auto until = std::chrono::steady_clock::now() + context.deadline;
    for (;;) {
      std::vector<json::value> live;
      for (const auto& each : manifests.objects) {
        TRY(const auto ref, place_of(api, each));
        TRY(auto found, api.find(ref));
        live.push_back(found ? std::move(*found) : json::value(each));
      }
      std::string missing;
      if (auto outcome = outcome_of(request, manifests, live, &missing)) return std::move(*outcome);
      if (std::chrono::steady_clock::now() > until || context.stop.stop_requested())
        return failed("delivery.output_missing",
                      fmt::format("resource '{}': its output {} is not there", request.id, missing))
            .with_hint("see with kubectl what the object waits for, or correct the pointer in the definition");
      pause(context.stop);
    }
  }

  const std::shared_ptr<Cluster> cluster_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Driver> make_kubernetes_driver(std::shared_ptr<Cluster> cluster, const Clock& clock) {
  return std::make_unique<KubernetesDriver>(std::move(cluster), clock);
}

}  // namespace towpath::delivery
