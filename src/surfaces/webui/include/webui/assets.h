#pragma once

#include <string_view>

/// The web UI, linked into the binary. Everything here is immutable and safe to use from any thread.
namespace towpath::webui {

/// One file of the UI in every form it is sent in. The views live as long as the program.
struct Asset {
  std::string_view path;          ///< As in the URL: "/assets/index-4f1a.js".
  std::string_view content_type;  ///< With charset for text.
  std::string_view etag;          ///< Weak, since one tag stands for all forms: W/"...".
  bool is_immutable = false;      ///< Its name holds a hash of its content: may be cached for ever.
  std::string_view identity;      ///< The bytes as built.
  std::string_view brotli;        ///< Empty where compression does not help (fonts).
  std::string_view gzip;          ///< As brotli.
};

/// The asset to answer a GET of `path` (decoded, without query) with. A path of the portal ("/runs/01J...") gives the
/// page that starts it, which then shows that place. Null under /api/ and for files that do not exist under /assets/:
/// the caller answers 404.
const Asset* find(std::string_view path);

/// False when the binary was built without web/dist; find() then gives a page that says how to build the UI.
bool is_built();

/// One way to send an asset.
struct Encoded {
  std::string_view encoding;  ///< Value for Content-Encoding; empty for none.
  std::string_view bytes;
};

/// The smallest form of the asset that an Accept-Encoding header admits. Answers depend on that header, so every one
/// says "Vary: Accept-Encoding".
Encoded encode(const Asset& asset, std::string_view accept_encoding);

/// Value for Cache-Control: for ever for immutable assets, "ask each time" (with the ETag) for the others.
std::string_view cache_control(const Asset& asset);

/// Value for Content-Security-Policy of every answer that is an asset. The UI needs nothing inline, nothing from
/// elsewhere and no eval; its browser test runs under this very policy.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

}  // namespace towpath::webui
