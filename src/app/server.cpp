#include "server.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "audit/module.h"
#include "backup/backup_routes.h"
#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"
#include "catalog/module.h"
#include "change_plugs.h"
#include "chat_plug.h"
#include "check_waivers.h"
#include "data_lock.h"
#include "data_plane.h"
#include "delivery/module.h"
#include "directory_plug.h"
#include "docs/module.h"
#include "docs_plugs.h"
#include "federation/module.h"
#include "federation_plugs.h"
#include "feedback/module.h"
#include "feedback_people.h"
#include "fleet/fleet.h"
#include "fleet/passing_on.h"
#include "fleet_routes.h"
#include "forge/module.h"
#include "golden_paths/module.h"
#include "guard_plugs.h"
#include "host_identity.h"
#include "http/server.h"
#include "identity/module.h"
#include "infrastructure.h"
#include "insight_plugs.h"
#include "insights/module.h"
#include "log/log.h"
#include "movable_clock.h"
#include "observe/module.h"
#include "observe_plugs.h"
#include "pipelines/module.h"
#include "platform/module.h"
#include "plugs.h"
#include "port_holder.h"
#include "portal_routes.h"
#include "post_courier.h"
#include "posture_plug.h"
#include "process/shim.h"
#include "process/spawner.h"
#include "question_news.h"
#include "retention_policy.h"
#include "runner_plugs.h"
#include "runners/module.h"
#include "runs/module.h"
#include "scorecard_plugs.h"
#include "scorecards/module.h"
#include "secrets/module.h"
#include "server_status.h"
#include "service_files_plug.h"
#include "shared_blobs.h"
#include "shell_limits.h"
#include "standards/module.h"
#include "waiver_news.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

Status make_data_directory(const fs::path& data) {
  std::error_code error;
  fs::create_directories(data, error);
  if (error)
    return failed("app.data_unwritable",
                  fmt::format("The data directory {} cannot be made: {}.", data.string(), error.message()))
        .with_hint("Choose another with --data.");
  ::chmod(data.c_str(), 0711);  // workloads and PostgreSQL of other users pass through; nobody lists it
  return ok();
}

Result<std::unique_ptr<db::Db>> open_database(const config::Config& config, const fs::path& data) {
  db::OpenOptions options;
  options.url = config.text("database").empty() ? (data / product::database_file).string() : config.text("database");
  options.durability = config.text("durability") == "normal" ? db::Durability::normal : db::Durability::full;
  return db::Db::open(options);
}

Result<platform::Profile> profile_of(const config::Config& config) {
  if (const auto profile = platform::profile_from(config.text("profile"))) return *profile;
  return invalid_input("config.invalid_value",
                       fmt::format("There is no profile '{}'; it is mvp or full.", config.text("profile")));
}

class Impl final : public Server {
 public:
  Impl(const config::Config& config, std::string program)
      : config_(config), program_(std::move(program)), data_(fs::absolute(config.text("data"))) {}
  ~Impl() override { stop(); }

  /// Everything up to a migrated database; nothing is at work yet.
  Status prepare() {
    CHECK_OK(make_data_directory(data_));
    if (config_.boolean("test-clock")) CHECK_OK(clock_.allow_moving(data_));
    TRY(host_id_, host_id_of(data_));
    TRY(db_, open_database(config_, data_));
    TRY(data_lock_, DataLock::take(data_));
    TRY(blobs_, blob::open_folder((data_ / "blobs").string()));
    events_ = events::make_events(*db_, clock_);
    jobs_ = jobs::make_jobs(4);
    fleet_ = fleet::make_fleet(*db_, *events_, *jobs_, clock_,
                               {host_id_, server_name(config_), std::string(version()), server_lease()});
    passing_on_ = fleet::make_passing_on(*db_, *fleet_, clock_, host_id_);
    blobs_ = share_blobs(std::move(blobs_), *fleet_, *passing_on_);
    authorizer_ = identity::make_authorizer();
    process::SpawnerOptions spawner_options;
    spawner_options.data_directory = data_;
    TRY(spawner_, process::start_spawner(std::move(spawner_options)));
    TRY(shims_, process::make_shim_client(data_));
    CHECK_OK(build_modules());
    std::vector<db::Migration> migrations = events::migrations();
    for (db::Migration& migration : fleet::migrations()) migrations.push_back(std::move(migration));
    for (Module* module : modules_)
      for (db::Migration& migration : module->migrations()) migrations.push_back(std::move(migration));
    return db_->migrate(migrations);
  }

  Status run() {
    CHECK_OK(prepare());
    CHECK_OK(secrets_->check_key());
    CHECK_OK(check_port(config_.text("listen"), static_cast<int>(config_.integer("port")), "--port"));
    std::error_code ignored;  // working copies of a backup that a crash left
    fs::remove_all(data_ / "staging", ignored);
    router_.set_authorizer(authorizer_.get());
    router_.set_authenticator(passing_on_->authenticator(identity_->authenticator()));
    router_.set_availability([this](const auth::Principal& principal, const http::Route& route) {
      return platform_->platform().check_available(principal, route.pattern);
    });
    for (Module* module : modules_) module->routes(router_);
    // What is bound to another server's host is passed on to it.
    router_.wrap([this](http::Route route) { return passing_on_->wrapped(std::move(route)); });
    add_fleet_routes(router_, *fleet_);
    add_blob_route(router_, *blobs_);
    add_platform_routes(router_, *events_, *authorizer_);
    add_backup_route(
        router_, [this](KeyPolicy policy) { return backup_source(policy); }, *db_, *events_, *authorizer_, clock_);
    add_server_route(router_, {*db_, *events_, runs_->runs(), [this] { return http_.get(); }, clock_.now(),
                               data_.string(), host_id_, config_.integer("workers"), config_.integer("http-workers")});
    if (clock_.can_move())
      add_test_clock_route(router_, clock_, [this] {
        standards_->clock_moved();
        feedback_->clock_moved();
        scorecards_->clock_moved();
      });
    retention_ = make_retention(config_, kernel());
    add_retention_routes(router_, *retention_);
    serve_web_ui(router_);

    CHECK_OK(start_proxy());
    CHECK_OK(finish_restore());
    events_->start();
    // The run engine last: its executors' modules are ready then.
    for (Module* module : modules_)
      if (module != runs_.get()) module->start();
    runs_->start();
    retention_->start();
    waiver_news_ = tell_of_waivers(*events_, *bell_, feedback_->notices());
    question_news_ = tell_of_questions(*events_, *bell_, feedback_->notices());
    jobs_->post("databases of workloads", [this](std::stop_token stop) { infrastructure_->wake_drivers(stop); });
    is_started_ = true;
    // Once: each call ends the code of the one before. On the first start it makes the user, too.
    first_code_ = identity_->identity().first_sign_in_code();
    CHECK_OK(listen());
    fleet_->join(config_.text("server-address").empty() ? url() : config_.text("server-address"));
    return ok();
  }

  std::string url() const override {
    return fmt::format("{}://{}:{}", is_tls() ? "https" : "http", config_.text("listen"), http_->port());
  }
  int workload_port() const override { return infrastructure_->traffic().port(); }
  const std::vector<http::Route>& routes() const override { return router_.routes(); }

  std::optional<std::string> sign_in_url() override {
    if (!first_code_) return std::nullopt;
    return fmt::format("{}/sign-in?code={}", url(), first_code_->reveal());
  }

  Result<Secret> admin_token() override {
    const auth::Principal system = auth::system_principal();
    std::string token_name = "this start";
    if (!config_.text("database").empty()) token_name += " of " + host_id_;  // the other servers have theirs
    TRY(const auto tokens, identity_->identity().tokens(system, "admin"));
    for (const identity::Token& token : tokens)
      if (token.name == token_name) CHECK_OK(identity_->identity().revoke_token(system, token.id.text()));
    TRY(auto created, identity_->identity().create_token(system, {"admin", token_name, {}, std::nullopt}));
    return std::move(created.secret);
  }

  void stop() override {
    if (http_) http_->drain();
    if (is_started_) {
      fleet_->leave();
      waiver_news_.reset();
      question_news_.reset();
      runs_->stop();
      for (auto it = modules_.rbegin(); it != modules_.rend(); ++it)
        if (*it != runs_.get()) (*it)->stop();
      events_->stop();
      is_started_ = false;
    }
    if (jobs_) jobs_->stop();
  }

  void dismantle() override {
    stop();               // delivery would start what is lost again
    supervisor_.reset();  // it would start the proxy again
    stop_data_plane(data_, *shims_);
  }

 private:
  std::chrono::milliseconds server_lease() const { return std::chrono::milliseconds(config_.integer("server-lease")); }
  bool is_tls() const { return !config_.text("tls-certificate").empty(); }

  /// Where people reach the portal, for links; "" before the server listens.
  std::string portal() const {
    std::string address = config_.text("public-url");
    while (address.ends_with('/')) address.pop_back();
    if (!address.empty()) return address;
    return own_address();
  }
  /// "" before the server listens.
  std::string own_address() const { return http_ ? url() : ""; }

  Kernel kernel() { return {*db_, *events_, *jobs_, *blobs_, *authorizer_, clock_, host_id_, data_.string(), gates_}; }

  Status build_modules() {
    const Kernel kernel = this->kernel();
    identity_ = identity::make_module(kernel);
    TRY(secrets_, secrets::make_module(kernel, owners_));
    directory_ = std::make_unique<IdentityDirectory>(identity_->identity());
    catalog_ = catalog::make_module(kernel, sources_, directory_.get());
    people_ = std::make_unique<KnownPeople>(identity_->identity());
    forge_ = forge::make_module(kernel, *spawner_, {&checks_, people_.get()});
    runs_ = runs::make_module(kernel, {.workers = static_cast<int>(config_.integer("workers")),
                                       .lease = server_lease(),
                                       .secrets = &secrets_->masker()});
    checks_.connect(runs_->runs());
    sources_.connect(forge_->forge(), identity_->identity());
    owners_.connect(catalog_->catalog());
    pipelines_ = pipelines::make_module(kernel, {runs_->runs(), forge_->forge(), *spawner_, nullptr},
                                        pipelines::PipelinesOptions());
    job_orders_ = std::make_unique<PipelineOrders>(pipelines_->remote_jobs());
    runners_ = runners::make_module(kernel, runs_->runs(), runs::remote_nodes(*runs_), *job_orders_);
    infrastructure_ = std::make_unique<Infrastructure>(
        kernel, Infrastructure::Ground{config_, data_, *shims_, *spawner_, secrets_->secrets(), catalog_->catalog(),
                                       forge_->forge(), [this] { return own_address(); }});
    delivery_ = delivery::make_module(
        kernel, infrastructure_->ports(*catalog_, runs_->runs(), runs::approval_nodes(*runs_), *forge_),
        shell_limits(config_));
    golden_paths_ =
        golden_paths::make_module(kernel, {runs_->runs(), forge_->forge(), catalog_->catalog(), secrets_->secrets(),
                                           [this] { return own_address(); }, foresight_of(delivery_->delivery())});
    doc_files_ = std::make_unique<ForgeDocFiles>(forge_->forge());
    doc_subjects_ = std::make_unique<CatalogDocSubjects>(catalog_->catalog());
    docs_ = docs::make_module(kernel, *doc_files_, *doc_subjects_);
    TRY(const auto profile, profile_of(config_));
    platform_ = platform::make_module(kernel, catalog_->catalog(), profile);
    known_facts_ = std::make_unique<KnownFacts>(forge_->forge(), forge_->changes(), runs_->runs(), docs_->docs());
    bell_ = std::make_unique<TeamBell>(identity_->identity());
    scorecards_ = scorecards::make_module(kernel, {*catalog_, *known_facts_, *bell_, &check_waivers_});
    commit_facts_ = std::make_unique<CommitFacts>(checks_, forge_->changes());
    waivable_checks_ = std::make_unique<WaivableChecks>(scorecards_->checks());
    standards_ =
        standards::make_module(kernel, {*catalog_, runs_->runs(), {commit_facts_.get()}, {waivable_checks_.get()}});
    check_waivers_.connect(standards_->waivers());
    gates_.connect(standards_->guard());
    audit_ = audit::make_module(kernel);
    posture_ = std::make_unique<KnownPosture>(scorecards_->posture(), standards_->waivers());
    meter_ = std::make_unique<RuntimeMeter>(*delivery_, infrastructure_->runtime());
    service_files_ = std::make_unique<ForgeServiceFiles>(forge_->forge());
    insights_ = insights::make_module(kernel, {{}, meter_.get(), service_files_.get(), posture_.get(), &surveys_});
    workloads_ = std::make_unique<DeliveredWorkloads>(*delivery_, infrastructure_->runtime(), host_id_);
    requests_ = std::make_unique<CountedRequests>(infrastructure_->traffic());
    known_secrets_ = std::make_unique<KnownSecrets>(*secrets_, *delivery_);
    numbers_ = std::make_unique<OwnNumbers>(*db_, *events_, runs_->runs(), *insights_, [this] { return http_.get(); });
    observe_ = observe::make_module(kernel, {*workloads_, *requests_, *known_secrets_, *numbers_});
    federation_keys_ = std::make_unique<FederationKeys>(secrets_->secrets());
    components_ = std::make_unique<CatalogComponents>(catalog_->catalog());
    incidents_ = std::make_unique<ObservedIncidents>(observe_->incidents());
    told_repositories_ = std::make_unique<ForgeRepositories>(forge_->forge());
    federation::FederationOptions federation_options;
    if (const std::string networks = config_.text("webhook-networks"); !networks.empty())
      federation_options.networks = split(networks, ',');
    TRY(federation_,
        federation::make_module(
            kernel, {*federation_keys_, *components_, *incidents_, *told_repositories_, [this] { return portal(); }},
            federation_options));
    feedback_people_ = std::make_unique<FeedbackPeople>(identity_->identity());
    TRY(courier_, make_courier(config_, [this] { return portal(); }));
    chat_ = std::make_unique<SubscribedChat>(federation_->outbox(), [this] { return portal(); });
    feedback_ = feedback::make_module(kernel, *feedback_people_, *courier_, *chat_);
    bell_->connect(feedback_->notices());
    surveys_.connect(feedback_->satisfaction());
    modules_ = {identity_.get(),   audit_.get(),        secrets_.get(),    &infrastructure_->buckets(),
                catalog_.get(),    forge_.get(),        runs_.get(),       pipelines_.get(),
                delivery_.get(),   golden_paths_.get(), insights_.get(),   docs_.get(),
                observe_.get(),    platform_.get(),     scorecards_.get(), standards_.get(),
                federation_.get(), feedback_.get(),     runners_.get()};
    return ok();
  }

  /// The first start after `restore`: what was in force is deployed again.
  Status finish_restore() {
    const fs::path mark = data_ / restored_mark;
    if (!fs::exists(mark)) return ok();
    CHECK_OK(delivery_->after_restore());
    fs::remove(mark);
    return ok();
  }

  BackupSource backup_source(KeyPolicy policy) {
    return {data_, [this](const fs::path& target) { return db_->snapshot_to(target.string()); }, *spawner_,
            secrets::is_key_wrapped(data_.string()), policy};
  }

  Status start_proxy() {
    proxy::ProxySupervisor::Options options;
    options.data_directory = data_;
    options.command = {program_,   "proxy",
                       "--data",   data_.string(),
                       "--listen", config_.text("listen"),
                       "--port",   std::to_string(config_.integer("workload-port"))};
    options.version = proxy::proxy_version();
    supervisor_ = std::make_unique<proxy::ProxySupervisor>(std::move(options), *shims_);
    const auto hello = supervisor_->ensure();
    if (!hello) {  // The most frequent reason has a name.
      CHECK_OK(
          check_port(config_.text("listen"), static_cast<int>(config_.integer("workload-port")), "--workload-port"));
      return hello.error();
    }
    infrastructure_->traffic().set_port(hello->port);
    supervisor_->keep([](const Error& error) {
      log::error("the proxy is not well", {{"code", error.code()}, {"detail", error.message()}});
    });
    return ok();
  }

  Status listen() {
    http::ServerOptions options;
    options.address = config_.text("listen");
    options.port = static_cast<unsigned short>(config_.integer("port"));
    options.workers = static_cast<int>(config_.integer("http-workers"));
    options.tls_certificate_file = config_.text("tls-certificate");
    options.tls_key_file = config_.text("tls-key");
    TRY(http_, http::Server::start(router_, options));
    return ok();
  }

  // In the order of construction: each uses only what stands above it, and goes before it.
  const config::Config config_;
  const std::string program_;
  const fs::path data_;
  MovableClock clock_;  ///< Stands on the system's unless this is a server for tests.
  gate::Gates gates_;
  std::string host_id_;
  std::unique_ptr<db::Db> db_;
  std::unique_ptr<DataLock> data_lock_;
  std::unique_ptr<blob::Blobs> blobs_;
  std::unique_ptr<events::Events> events_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<fleet::Fleet> fleet_;
  std::unique_ptr<fleet::PassingOn> passing_on_;
  std::unique_ptr<auth::Authorizer> authorizer_;
  std::unique_ptr<process::Spawner> spawner_;
  std::unique_ptr<process::ShimClient> shims_;
  ForgeSources sources_;
  PipelineChecks checks_;
  CatalogOwners owners_;
  CheckWaivers check_waivers_;
  FeedbackSurveys surveys_;
  std::unique_ptr<identity::IdentityModule> identity_;
  std::unique_ptr<audit::AuditModule> audit_;
  std::unique_ptr<secrets::SecretsModule> secrets_;
  std::unique_ptr<IdentityDirectory> directory_;
  std::unique_ptr<catalog::CatalogModule> catalog_;
  std::unique_ptr<KnownPeople> people_;
  std::unique_ptr<forge::ForgeModule> forge_;
  std::unique_ptr<runs::RunsModule> runs_;
  std::unique_ptr<pipelines::PipelinesModule> pipelines_;
  std::unique_ptr<PipelineOrders> job_orders_;
  std::unique_ptr<Module> runners_;
  std::unique_ptr<Infrastructure> infrastructure_;
  std::unique_ptr<delivery::DeliveryModule> delivery_;
  std::unique_ptr<golden_paths::GoldenPathsModule> golden_paths_;
  std::unique_ptr<ForgeDocFiles> doc_files_;
  std::unique_ptr<CatalogDocSubjects> doc_subjects_;
  std::unique_ptr<docs::DocsModule> docs_;
  std::unique_ptr<platform::PlatformModule> platform_;
  std::unique_ptr<KnownFacts> known_facts_;
  std::unique_ptr<TeamBell> bell_;
  std::unique_ptr<scorecards::ScorecardsModule> scorecards_;
  std::unique_ptr<WaivableChecks> waivable_checks_;
  std::unique_ptr<CommitFacts> commit_facts_;
  std::unique_ptr<standards::StandardsModule> standards_;
  std::unique_ptr<KnownPosture> posture_;
  std::unique_ptr<RuntimeMeter> meter_;
  std::unique_ptr<ForgeServiceFiles> service_files_;
  std::unique_ptr<insights::InsightsModule> insights_;
  std::unique_ptr<DeliveredWorkloads> workloads_;
  std::unique_ptr<CountedRequests> requests_;
  std::unique_ptr<KnownSecrets> known_secrets_;
  std::unique_ptr<OwnNumbers> numbers_;
  std::unique_ptr<observe::ObserveModule> observe_;
  std::unique_ptr<FederationKeys> federation_keys_;
  std::unique_ptr<CatalogComponents> components_;
  std::unique_ptr<ObservedIncidents> incidents_;
  std::unique_ptr<ForgeRepositories> told_repositories_;
  std::unique_ptr<federation::FederationModule> federation_;
  std::unique_ptr<FeedbackPeople> feedback_people_;
  std::unique_ptr<feedback::Courier> courier_;
  std::unique_ptr<SubscribedChat> chat_;
  std::unique_ptr<feedback::FeedbackModule> feedback_;
  db::Subscription waiver_news_, question_news_;
  std::vector<Module*> modules_;
  std::unique_ptr<retention::Retention> retention_;
  std::unique_ptr<proxy::ProxySupervisor> supervisor_;
  http::Router router_;
  std::unique_ptr<http::Server> http_;
  std::optional<Secret> first_code_;
  bool is_started_ = false;
};

}  // namespace

Status Server::migrate(const config::Config& config) { return Impl(config, "").prepare(); }

Result<std::unique_ptr<Server>> Server::start(const config::Config& config, const std::string& program) {
  auto server = std::make_unique<Impl>(config, program);
  CHECK_OK(server->run());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace towpath::app
