#pragma once

#include <string_view>

/// Every spelling of the product's own name. Nothing else in the tree writes these out, so a rename is one file.
namespace towpath::product {

inline constexpr std::string_view name = "Towpath";
inline constexpr std::string_view binary = "towpath";
inline constexpr std::string_view env_prefix = "TOWPATH_";  ///< Environment variables: TOWPATH_URL, TOWPATH_TOKEN, ...
inline constexpr std::string_view api_group = "towpath.dev";  ///< Annotations and own kinds: towpath.dev/paths.
inline constexpr std::string_view config_folder =
    ".towpath";  ///< Folder in a repository for the product's own extensions.
inline constexpr std::string_view database_file = "towpath.sqlite";    ///< Inside the data directory.
inline constexpr std::string_view session_cookie = "towpath_session";  ///< HttpOnly; the session's secret.
inline constexpr std::string_view csrf_cookie = "towpath_csrf";  ///< Readable by the UI, sent back as X-CSRF-Token.
inline constexpr std::string_view token_prefix = "tow_";         ///< Of personal access tokens, for secret scanners.
inline constexpr unsigned short portal_port = 7080;              ///< Default port of portal and API.
inline constexpr unsigned short workload_port = 7081;            ///< Default port of the workload proxy.

}  // namespace towpath::product
