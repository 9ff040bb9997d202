#include "backup/backup_routes.h"

#include <boost/json.hpp>

#include "json/object_reader.h"
#include "log/log.h"

namespace towpath::app {

void add_backup_route(http::Router& router, std::function<BackupSource(KeyPolicy)> source, db::Db& db,
                      events::Events& events, const auth::Authorizer& authorizer, const Clock& clock) {
  const auto handler = [source = std::move(source), &db, &events, &authorizer,
                        &clock](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
    const KeyPolicy policy =
        body.optional_boolean("includeKey").value_or(false) ? KeyPolicy::always : KeyPolicy::if_wrapped;
    CHECK_OK(body.finish());
    CHECK_OK(auth::check(authorizer, request.principal, "backup.create", {}));
    TRY(std::shared_ptr<Backup> backup, Backup::prepare(source(policy), clock));  // shared: a std::function is copied
    http::Response response;
    response.content_type = "application/zstd";
    response.stream = [backup = std::move(backup), &db, &events, actor = request.principal.ref](http::Writer& out) {
      const auto written = backup->write([&](std::string_view bytes) { return out.write(bytes); });
      if (!written.has_value()) return log::warn("a backup was not taken to its end", {{"by", actor}});
      const auto noted = db.transact([&](db::Tx& tx) -> Result<events::EventId> {
        return events.append(tx, {.type = "platform.backup.taken",
                                  .subject = "platform",
                                  .actor = actor,
                                  .payload = boost::json::serialize(boost::json::object{
                                      {"members", written->members.size()}, {"hasKey", written->has_key}})});
      });
      if (!noted.has_value()) log::error("a backup could not be noted", {{"code", noted.error().code()}});
    };
    return response;
  };
  router.add({.method = "POST", .pattern = "/api/v1/backups", .permission = "backup.create", .handler = handler});
}

}  // namespace towpath::app
