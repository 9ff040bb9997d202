#include "resources/shipped.h"

#include "base/strings.h"

namespace towpath::delivery {
namespace {

/// Words with blanks between them; one that begins with '!' is a secret.
std::vector<DriverOutput> outputs(std::string_view words) {
  std::vector<DriverOutput> out;
  if (words.empty()) return out;
  for (const std::string& word : split(words, ' '))
    out.push_back({word.starts_with('!') ? word.substr(1) : word, word.starts_with('!')});
  return out;
}

}  // namespace

const std::vector<Definition>& shipped_definitions() {
  static const std::vector<Definition> all = [] {
    struct Line {
      const char *id, *driver, *description;
    };
    std::vector<Definition> out;
    for (const Line& line : {Line{"postgres", "postgres", "A role and a database on a PostgreSQL server."},
                             {"mysql", "mariadb", "A user and a database on a MariaDB server."},
                             {"redis", "redis", "A user and its keys on a Redis server."},
                             {"nats", "nats", "An account of a NATS server, with streams."},
                             {"amqp", "rabbitmq", "A virtual host of a RabbitMQ broker, and a user of it."},
                             {"s3", "s3", "A bucket of the built-in object store, with a key of its own."},
                             {"volume", "volume", "A directory that outlives deployments."},
                             {"route", "route", "A rule of the built-in proxy."},
                             {"dns", "dns", "A host name below localhost."},
                             {"service", "service", "Where another workload of the environment answers."},
                             {"secret", "random", "Random text, made once: a key to sign sessions with, for example."},
                             {"environment", "environment", "Values that the platform team sets."}}) {
      Definition definition;
      definition.id = definition.type = line.id;
      definition.driver = line.driver;
      definition.description = line.description;
      definition.created_by = "system";
      out.push_back(std::move(definition));
    }
    return out;
  }();
  return all;
}

bool costs_nothing(const Definition& definition) {
  for (const char* driver : {"route", "dns", "service", "random", "environment"})
    if (definition.is_shipped() && definition.driver == driver) return true;
  return false;
}

const std::vector<ResourceType>& shipped_types() {
  static const std::vector<ResourceType> all = [] {
    struct Line {
      const char *name, *description, *outputs;
    };
    std::vector<ResourceType> out;
    for (const Line& line : {
             Line{"amqp", "A virtual host of a message broker.", "host port vhost username !password"},
             {"azure-blob", "A container of an object store.", ""},
             {"dapr-pubsub", "A publish and subscribe component of Dapr.", "name"},
             {"dapr-state-store", "A state store component of Dapr.", "name"},
             {"dapr-subscription", "A subscription of Dapr.", "name topic"},
             {"dns", "A host name.", "host"},
             {"elasticsearch", "A search engine.", "host port username !password"},
             {"endpoint", "An API that somebody else serves.", "url"},
             {"environment", "Values that the platform team sets.", ""},
             {"gcp-pubsub-emulator", "A message service for tests.", "host port"},
             {"horizontal-pod-autoscaler", "How many instances run.", ""},
             {"kafka-topic", "A topic of a log.", "host port name"},
             {"llm-model", "A language model that answers.", "model url"},
             {"mongodb", "A document database.", "host port username !password"},
             {"mssql", "A database of a Microsoft SQL Server.", "server port database username !password"},
             {"mysql", "A database of a MySQL server.", "host port name database username !password"},
             {"nats", "An account of a message system, with streams.", "host port username !password"},
             {"postgres", "A database of a PostgreSQL server.", "host port name database username !password"},
             {"postgres-instance", "A PostgreSQL server.", "host port username !password"},
             {"redis", "A cache or key-value store.", "host port username !password"},
             {"route", "What leads requests to a workload.", ""},
             {"s3", "A bucket of an object store.", "bucket endpoint region"},
             {"secret", "Random text, made once.", "!value"},
             {"service", "Where another workload answers.", "name"},
             {"service-port", "A port of another workload.", "hostname port"},
             {"volume", "A directory that outlives deployments.", "source"},
         })
      out.push_back({line.name, line.description, outputs(line.outputs), "{}", true});
    return out;
  }();
  return all;
}

}  // namespace towpath::delivery
