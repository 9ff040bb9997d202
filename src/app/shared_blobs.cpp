#include "shared_blobs.h"

#include <fmt/core.h>

#include "log/log.h"

namespace towpath::app {
namespace {

class SharedBlobs final : public blob::Blobs {
 public:
  SharedBlobs(std::unique_ptr<blob::Blobs> own, fleet::Fleet& fleet, fleet::PassingOn& passing_on)
      : own_(std::move(own)), fleet_(fleet), passing_on_(passing_on) {}

  Result<std::unique_ptr<Upload>> create() override { return own_->create(); }
  Result<blob::Digest> put(std::string_view bytes) override { return own_->put(bytes); }
  Result<std::string> get(const blob::Digest& digest) override {
    bring(digest);
    return own_->get(digest);
  }
  Status read(const blob::Digest& digest, const std::function<bool(std::string_view)>& sink) override {
    bring(digest);
    return own_->read(digest, sink);
  }
  Status read_from(const blob::Digest& digest, std::uint64_t offset,
                   const std::function<bool(std::string_view)>& sink) override {
    bring(digest);
    return own_->read_from(digest, offset, sink);
  }
  std::optional<std::uint64_t> size(const blob::Digest& digest) override {
    bring(digest);
    return own_->size(digest);
  }
  Status remove(const blob::Digest& digest) override { return own_->remove(digest); }
  bool remove_unless_stored_since(const blob::Digest& digest, UtcTime since) override {
    return own_->remove_unless_stored_since(digest, since);
  }
  std::vector<blob::Digest> list() override { return own_->list(); }
  std::uint64_t bytes_on_disk() override { return own_->bytes_on_disk(); }

  blob::Blobs& own() { return *own_; }

 private:
  /// Makes it be here when another server has it. Whatever goes wrong, the caller is told that it is not here.
  void bring(const blob::Digest& digest) {
    if (own_->size(digest)) return;
    for (const fleet::Server& server : fleet_.servers()) {
      if (server.is_this || !server.is_alive) continue;
      const Status fetched = fetch(server.host_id, digest);
      if (fetched.has_value()) return;
      if (fetched.error().kind() != ErrorKind::not_found)
        log::warn("a blob could not be fetched from another server",
                  {{"server", server.name}, {"digest", digest.text}, {"error", fetched.error().message()}});
    }
  }

  Status fetch(const std::string& host, const blob::Digest& digest) {
    TRY(const auto upload, own_->create());
    Status written = ok();
    CHECK_OK(passing_on_.fetch(host, "/internal/blobs/" + digest.text, [&](std::string_view bytes) {
      written = upload->write(bytes);
      return written.has_value();
    }));
    CHECK_OK(written);
    TRY(const blob::Digest got, upload->finish());
    if (got == digest) return ok();
    CHECK_OK(own_->remove(got));
    return failed("app.blob_differs", fmt::format("What came for {} is {}.", digest.text, got.text));
  }

  const std::unique_ptr<blob::Blobs> own_;
  fleet::Fleet& fleet_;
  fleet::PassingOn& passing_on_;
};

}  // namespace

std::unique_ptr<blob::Blobs> share_blobs(std::unique_ptr<blob::Blobs> own, fleet::Fleet& fleet,
                                         fleet::PassingOn& passing_on) {
  return std::make_unique<SharedBlobs>(std::move(own), fleet, passing_on);
}

void add_blob_route(http::Router& router, blob::Blobs& shared) {
  blob::Blobs& own = static_cast<SharedBlobs&>(shared).own();
  router.add({.method = "GET",
              .pattern = "/internal/blobs/{digest}",
              .permission = "signed_in",
              .handler = [&own](const http::Request& request) -> Result<http::Response> {
                const blob::Digest digest{std::string(request.param("digest"))};
                // Nobody but a server of the fleet asks as the system itself.
                if (!request.principal.is_system || !blob::is_digest(digest.text) || !own.size(digest))
                  return not_found("app.no_blob", "There is no such blob here.");
                http::Response response;
                response.content_type = "application/octet-stream";
                response.stream = [&own, digest](http::Writer& out) {
                  // A damaged one ends early; who asked compares the digest.
                  (void)own.read(digest, [&](std::string_view bytes) { return out.write(bytes); });
                };
                return response;
              },
              .in_openapi = false});
}

}  // namespace towpath::app
