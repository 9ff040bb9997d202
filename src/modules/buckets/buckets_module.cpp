#include "buckets/module.h"

#include <fmt/format.h>

#include "log/log.h"

#include "bucket_service.h"
#include "listener.h"

namespace towpath::buckets {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours clean_up_every{1};
constexpr std::chrono::days longest_upload{7};

class Impl final : public BucketsModule, private Buckets {
 public:
  Impl(Kernel kernel, Sealer& sealer)
      : kernel_(std::move(kernel)),
        gatekeeper_(kernel_, sealer),
        service_(kernel_, gatekeeper_),
        objects_(kernel_),
        uploads_(kernel_, objects_),
        api_(gatekeeper_, objects_, uploads_),
        listener_(api_, std::filesystem::path(kernel_.data_directory) / "buckets") {}

  std::string_view name() const override { return "buckets"; }
  std::vector<db::Migration> migrations() const override { return buckets::migrations(); }
  Buckets& buckets() override { return *this; }

  void start() override {
    kernel_.jobs.every(clean_up_every, "uploads that nobody completes", [this](std::stop_token stop) {
      while (!stop.stop_requested() && uploads_.abort_begun_before(kernel_.clock.now() - longest_upload) > 0) {
      }
    });
    if (service_.list().empty()) return;
    // Their workloads run already, or come back in a moment.
    if (const auto port = listener_.ensure(); !port)
      log::error("buckets cannot be served", {{"code", port.error().code()}, {"detail", port.error().message()}});
  }

  void stop() override { listener_.stop(); }

  Status put(const BucketSpec& spec) override { return service_.put(spec); }
  std::optional<BucketInfo> find(const std::string& name) override { return service_.find(name); }
  Result<std::vector<Secret>> secret_keys(const std::string& name) override { return service_.secret_keys(name); }
  std::vector<BucketInfo> list() override { return service_.list(); }
  Status keep_aside(const std::string& name, const std::string& as) override { return service_.keep_aside(name, as); }
  Status remove(const std::string& name) override { return service_.remove(name); }
  Result<std::string> endpoint() override {
    TRY(const int port, listener_.ensure());
    return fmt::format("http://127.0.0.1:{}", port);
  }

 private:
  const Kernel kernel_;
  Gatekeeper gatekeeper_;
  BucketService service_;
  ObjectService objects_;
  UploadService uploads_;
  S3Api api_;
  Listener listener_;
};

}  // namespace

std::unique_ptr<BucketsModule> make_module(Kernel kernel, Sealer& sealer) {
  return std::make_unique<Impl>(std::move(kernel), sealer);
}

std::set<std::string> needed_blobs(const Kernel& kernel) {
  return kernel.db.read([](db::Tx& tx) { return ObjectStore().digests(tx); });
}

}  // namespace towpath::buckets
