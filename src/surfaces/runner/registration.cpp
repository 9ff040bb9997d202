#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "runner/runner.h"
#include "server_link.h"

namespace towpath::runner {
namespace {

namespace fs = std::filesystem;

constexpr const char* registration_file = "runner.json";
constexpr const char* credential_file = "credential";

std::string host_name() {
  utsname names{};
  ::uname(&names);
  std::string out = to_lower(names.nodename);
  for (char& c : out)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_')) c = '-';
  return out.substr(0, 63);
}

std::string architecture() {
  utsname names{};
  ::uname(&names);
  const std::string machine = names.machine;
  return machine == "x86_64" ? "x64" : machine == "aarch64" ? "arm64" : to_lower(machine);
}

Status write_private(const fs::path& file, std::string_view text) {
  const fs::path next = file.string() + ".new";
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const auto unusable = [&] {
    return failed("runner.folder_unusable", fmt::format("{} cannot be written.", file.string()))
        .with_hint("Choose another folder with --dir.");
  };
  if (fd < 0) return unusable();
  const bool is_written =
      ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!is_written || ::rename(next.c_str(), file.c_str()) != 0) return unusable();
  return ok();
}

}  // namespace

Result<Registration> enrol(const Enrolment& given) {
  if (fs::exists(given.folder / credential_file))
    return conflict("runner.already_registered", fmt::format("{} holds a registered runner.", given.folder.string()))
        .with_hint("Start it: towpath runner run. For another one choose another folder with --dir.");
  std::error_code error;
  fs::create_directories(given.folder, error);
  if (error || ::chmod(given.folder.c_str(), 0711) != 0)  // jobs of other users pass through; nobody lists it
    return failed("runner.folder_unusable", fmt::format("{} cannot be made.", given.folder.string()))
        .with_hint("Choose another folder with --dir.");
  Registration out;
  out.url = given.url;
  while (out.url.ends_with('/')) out.url.pop_back();
  out.name = given.name.empty() ? host_name() : given.name;
  for (const std::string& label : given.labels) out.labels.push_back(to_lower(trim(label)));
  for (const std::string& label : {std::string("linux"), std::string("self-hosted"), architecture()})
    if (std::find(out.labels.begin(), out.labels.end(), label) == out.labels.end()) out.labels.push_back(label);
  TRY(const Admission admission, ServerLink::enrol(out.url, given.token, out.name, out.labels));
  out.id = admission.id;
  out.credential = admission.credential;
  CHECK_OK(write_private(given.folder / registration_file,
                         boost::json::serialize(boost::json::object{
                             {"url", out.url},
                             {"id", out.id},
                             {"name", out.name},
                             {"labels", boost::json::array(out.labels.begin(), out.labels.end())}}) +
                             "\n"));
  CHECK_OK(write_private(given.folder / credential_file, out.credential.reveal()));
  return out;
}

Result<Registration> load_registration(const fs::path& folder) {
  const auto text_of = [&](const char* name) {
    std::ifstream in(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const Error missing =
      not_found("runner.not_registered", fmt::format("{} holds no registered runner.", folder.string()))
          .with_hint("towpath runner register --server URL --token-file FILE");
  Registration out;
  out.credential = Secret(std::string(trim(text_of(credential_file))));
  if (out.credential.empty()) return missing;
  boost::json::error_code invalid;
  const boost::json::value value = boost::json::parse(text_of(registration_file), invalid);
  if (invalid || !value.is_object()) return missing;
  const auto text = [&](std::string_view key) {
    const boost::json::value* found = value.as_object().if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
  };
  out.url = text("url");
  out.id = text("id");
  out.name = text("name");
  if (out.url.empty() || out.id.empty()) return missing;
  return out;
}

}  // namespace towpath::runner
