#include "settings.h"

#include <unistd.h>

#include <cstdlib>

#include "base/product.h"

namespace towpath::app {

std::vector<config::Setting> server_settings() {
  using config::Type;
  return {
      {"data", Type::text, default_data_directory(), "",
       "Folder for the database, repositories, logs, bundles and keys.", true},
      {"listen", Type::text, "127.0.0.1", "", "Address the portal and the API listen on.", true},
      {"port", Type::integer, std::to_string(product::portal_port), "",
       "Port of the portal and the API; 0 takes a free one.", true},
      {"workload-port", Type::integer, std::to_string(product::workload_port), "",
       "Port on which workloads answer; 0 takes a free one.", true},
      {"database", Type::text, "", "",
       "postgresql://user:password@host/name; without it a SQLite file in the data folder.", true},
      {"postgres-admin", Type::secret, "", "",
       "postgresql://admin:password@host/postgres: server where workloads get databases; without it a private one.",
       true},
      {"mysql-admin", Type::secret, "", "",
       "mysql://admin:password@host:3306: MariaDB where workloads get databases; without it a private one.", true},
      {"redis-admin", Type::secret, "", "",
       "redis://admin:password@host:6379: Redis where workloads get keys; without it a private one.", true},
      {"rabbitmq-admin", Type::secret, "", "",
       "http://admin:password@host:15672: management API of RabbitMQ where workloads get virtual hosts; without it a "
       "private one.",
       true},
      {"server-name", Type::text, "", "", "How this server is called among others; without it the machine's name.",
       true},
      {"server-address", Type::text, "", "",
       "http(s)://host:port where the other servers of the database reach this one; without it where it listens.",
       true},
      {"server-lease", Type::duration, "15s", "",
       "With several servers: one that was not heard of for so long counts as dead, and its work goes on elsewhere.",
       true},
      {"durability", Type::text, "full", "", "full: a commit survives loss of power; normal: the death of the process.",
       true},
      {"profile", Type::text, "full", "",
       "What shows on the first start: mvp is what a team needs to begin with, full is everything.", true},
      {"workers", Type::integer, "8", "", "Nodes of runs that are worked on at once.", true},
      {"http-workers", Type::integer, "8", "", "Requests that are worked on at once.", true},
      {"shell-idle-time", Type::duration, "15m", "", "A shell in which nothing is typed for so long is ended.", true},
      {"shell-longest-time", Type::duration, "4h", "", "A shell that was open for so long is ended.", true},
      {"shells-per-environment", Type::integer, "3", "",
       "Shells that may be open in one environment at once; on one server as many as half of its workers.", true},
      {"public-url", Type::text, "", "",
       "Where people reach the portal, for links in what is sent out; without it where it listens.", true},
      {"smtp-url", Type::text, "", "",
       "Mail server, smtp://host:port or smtps://host:port; without it no mail goes out.", true},
      {"smtp-from", Type::text, "", "", "Address that mails come from.", true},
      {"smtp-user", Type::text, "", "", "User at the mail server; without it nobody signs in there.", true},
      {"smtp-password", Type::secret, "", "", "Password at the mail server; only sent over TLS or to this machine.",
       true},
      {"retention-logs-age", Type::duration, "90d", "", "Logs of runs and of stopped workloads go after that time.",
       true},
      {"retention-logs-size", Type::size, "10GiB", "",
       "Of logs of runs, and of logs of stopped workloads, that many bytes stay at most; the oldest go first.", true},
      {"retention-artifacts-age", Type::duration, "30d", "",
       "What pipelines published goes after that time; bundles that are deployed or can be rolled back to stay.", true},
      {"retention-artifacts-size", Type::size, "20GiB", "", "Of artifacts that many bytes stay at most.", true},
      {"retention-history-age", Type::duration, "730d", "",
       "How results of scorecards changed, and how campaigns went that have ended, goes after that time.", true},
      {"retention-facts-age", Type::duration, "1095d", "",
       "What other systems told is known for that time, at least 400 days; told again later it counts again.", true},
      {"retention-least-free", Type::size, "2GiB", "",
       "With less free disk space, logs and artifacts go after a quarter of their time and size.", true},
      {"webhook-networks", Type::text, "", "",
       "Networks that subscriptions may send to although they are not public: 10.0.0.0/8, fd00::/8, separated by "
       "commas.",
       true},
      {"configure-host", Type::boolean, "false", "",
       "Definitions may run playbooks and manifests outside of the sandbox, as the server's user.", true},
      {"podman-socket", Type::text, "", "",
       "Socket of a podman service that runs as root on this machine; without it the server starts one of its own when "
       "workloads are to run with podman.",
       true},
      {"kubeconfig", Type::text, "", "",
       "File with the address of a Kubernetes cluster (1.20 or later) and credentials; without it workloads cannot run "
       "on "
       "a cluster.",
       true},
      {"kubernetes-context", Type::text, "", "", "Context of the kubeconfig; without it its current one.", true},
      {"kubernetes-address", Type::text, "", "",
       "Numeric address at which this machine reaches the cluster's node ports; without it that of the API server.",
       true},
      {"gitops-repository", Type::text, "", "",
       "Git repository that Argo CD or Flux brings to a cluster, for workloads of the runtime gitops; without it there "
       "is "
       "none.",
       true},
      {"gitops-branch", Type::text, "main", "", "Branch of that repository.", true},
      {"gitops-path", Type::text, "{project}/{environment}/{workload}", "",
       "Folder of a workload's manifests in it, with {project}, {environment} and {workload}.", true},
      {"gitops-user", Type::text, "towpath", "", "User name that goes with gitops-token.", true},
      {"gitops-token", Type::secret, "", "", "Token or password that may push there; sent by https only.", true},
      {"gitops-ssh-key", Type::text, "", "",
       "File of the private key for a repository by ssh; without it what the server's user has.", true},
      {"log-level", Type::text, "info", "", "debug, info, warn or error.", true},
      {"test-clock", Type::boolean, "false", "",
       "For tests only: the server's clock can be moved forward. Only on a data folder that begins with it.", true},
      {"tls-certificate", Type::text, "", "", "PEM file; with tls-key the server speaks HTTPS.", true},
      {"tls-key", Type::text, "", "", "PEM file.", true},
  };
}

std::string default_data_directory() {
  if (::geteuid() == 0) return "/var/lib/" + std::string(product::binary);
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data)
    return std::string(data) + "/" + std::string(product::binary);
  const char* home = std::getenv("HOME");
  return std::string(home ? home : ".") + "/.local/share/" + std::string(product::binary);
}

}  // namespace towpath::app
