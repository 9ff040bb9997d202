#pragma once

#include "notes.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

struct Request {
  std::string method;
  std::string path;
  std::multimap<std::string, std::string> query;
  std::string body;
};

struct Reply {
  int status;
  nlohmann::ordered_json body;
  std::string allow = {};  ///< Allow header of a 405, else empty.
};

/// What GET / tells about this service.
struct About {
  std::string service;
  std::string version;
};

/// Answers one request; knows nothing about sockets. Every error is an RFC 9457 problem document.
/// Exceptions of `notes` pass through, except in /healthz, which turns them into 503.
Reply answer(const Request& request, Notes& notes, const About& about);

/// A problem document with status, title and detail.
Reply problem(int status, const std::string& title, const std::string& detail);
