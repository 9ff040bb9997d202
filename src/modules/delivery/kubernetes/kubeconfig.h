#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

/// How one cluster is reached, and as whom.
struct ClusterAccess {
  std::string context;               ///< Name of the context it was read from.
  std::string server;                ///< "https://10.0.0.1:6443", without a slash at the end.
  std::string name_space;            ///< Of the context; "" when it says none.
  std::string authorities;           ///< PEM; empty: those of this machine.
  std::string certificate;           ///< PEM; empty: none.
  Secret key;                        ///< PEM, of the certificate.
  Secret token;                      ///< Sent as a bearer token; empty: none.
  std::filesystem::path token_file;  ///< Read before each exchange, because what is in it is renewed; "": none.
  bool verify_tls = true;
};

/// Reads the content of a file that a kubeconfig names.
using ReadFile = std::function<Result<std::string>(const std::filesystem::path& file)>;

/// A kubeconfig (v1, YAML or JSON, at most 1 MiB). `context`: the name of one, "" for the current. Files it names are
/// relative to `folder`. What runs programs (exec, auth-provider) or needs a password is refused. Errors:
/// delivery.invalid_kubeconfig (says where and what to do; no value of the user's entry is ever part of it).
Result<ClusterAccess> read_kubeconfig(std::string_view text, const std::filesystem::path& folder,
                                      const std::string& context, const ReadFile& read_file);

/// The kubeconfig in a file. Errors: delivery.invalid_kubeconfig.
Result<ClusterAccess> load_kubeconfig(const std::filesystem::path& file, const std::string& context);

/// "10.0.0.1" of "https://10.0.0.1:6443"; an IPv6 address without its brackets.
std::string host_of(std::string_view server);

}  // namespace towpath::delivery
