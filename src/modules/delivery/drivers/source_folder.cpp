#include "source_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "driver_json.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

void make_private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) cannot("make a folder for a program");
}

void write_private_file(const fs::path& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) cannot("write a file for a program");
  for (std::size_t done = 0; done < text.size();) {
    const auto wrote = ::write(fd, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      ::close(fd);
      cannot("write a file for a program");
    }
    done += static_cast<std::size_t>(wrote);
  }
  if (::close(fd) != 0) cannot("write a file for a program");
}

std::string read_plain_file(const fs::path& file, std::uintmax_t most) {
  std::error_code error;
  if (fs::is_symlink(file, error) || !fs::is_regular_file(file, error) || fs::file_size(file, error) > most || error)
    return "";
  std::ifstream in(file, std::ios::binary);
  std::string out(std::istreambuf_iterator<char>(in), {});
  return out;
}

Result<fs::path> write_source(const fs::path& top, const ResourceRequest& request, SourceText text,
                              ModuleSource& repositories) {
  make_private_folder(top);
  fs::path inner;
  if (text.git) {
    CHECK_OK(repositories.export_to(text.git->repository, text.git->revision, top));
    inner = text.git->path;
    std::error_code error;
    const fs::path real = fs::canonical(top / inner, error), root = fs::canonical(top);
    const bool is_inside = !error && (real == root || real.string().starts_with(root.string() + "/"));
    if (!is_inside || !fs::is_directory(real, error))
      return invalid_inputs(
          request, fmt::format("the repository '{}' has no folder '{}'", text.git->repository, text.git->path));
  }
  for (const auto& [name, content] : text.files) {
    fs::path at = top;
    for (const fs::path& part : fs::path(name).parent_path())
      if (at /= part; !fs::exists(at)) make_private_folder(at);
    write_private_file(top / name, content);
  }
  return inner;
}

}  // namespace towpath::delivery
