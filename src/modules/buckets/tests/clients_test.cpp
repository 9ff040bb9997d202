#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "buckets_world.h"

// What people use: s3cmd, rclone and boto3, each with the credentials of a bucket.
namespace towpath::buckets {
namespace {

namespace fs = std::filesystem;

struct Run {
  int status = -1;
  std::string output;
};

Run run(const std::string& command) {
  Run out;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char bytes[4096];
  while (const std::size_t count = std::fread(bytes, 1, sizeof bytes, pipe)) out.output.append(bytes, count);
  const int ended = ::pclose(pipe);
  out.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  return out;
}

void require_ok(const Run& ran) { REQUIRE_MESSAGE(ran.status == 0, ran.output); }

bool has(const std::string& check, const char* package) {
  if (run(check).status == 0) return true;
  MESSAGE("SKIPPED: ", package, " is not installed (apt install ", package, ")");
  return false;
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// 12 MiB that do not repeat: more than one part for every client.
std::string large() {
  std::string out;
  for (std::uint32_t x = 1, i = 0; i < (12u << 20); ++i) out += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  return out;
}

/// A bucket whose clock is the real one, and a folder for a client's files.
struct Place {
  World& world;
  BucketSpec spec;
  db::testing::TemporaryFolder folder;

  explicit Place(World& w) : world(w), spec(w.make("shop")) {
    w.kernel.clock.advance(SystemClock().now() - w.kernel.clock.now());
    write(path("large"), large());
    write(path("hello.txt"), "hello");
  }
  fs::path path(const std::string& name) const { return fs::path(folder.path()) / name; }
  /// What runs in the folder, and knows nothing of the settings of who runs the tests.
  Run run_here(const std::string& words, const std::string& variable = "") const {
    return run("cd " + folder.path() + " && env -i PATH=\"$PATH\" HOME=" + folder.path() + " " + variable + " " +
               words);
  }
  std::string host() const { return world.endpoint.substr(7); }
};

TEST_CASE("s3cmd stores, lists, copies, reads and removes") {
  if (!has("s3cmd --version", "s3cmd")) return;
  on_memory([](World& w) {
    Place place(w);
    write(place.path("config"), "[default]\naccess_key = " + place.spec.access_key_id +
                                    "\nsecret_key = " + place.spec.secret_keys[0].reveal() +
                                    "\nhost_base = " + place.host() + "\nhost_bucket = " + place.host() +
                                    "\nuse_https = False\nsignature_v2 = False\nmultipart_chunk_size_mb = 5\n");
    const auto s3cmd = [&](const std::string& words) {
      return place.run_here("s3cmd --no-progress -c config " + words);
    };

    require_ok(s3cmd("put hello.txt large s3://shop/files/"));
    CHECK(s3cmd("ls s3://shop/").output.find("DIR  s3://shop/files/") != std::string::npos);
    CHECK(s3cmd("ls s3://shop/files/").output.find("12582912  s3://shop/files/large") != std::string::npos);
    require_ok(s3cmd("cp s3://shop/files/hello.txt 's3://shop/a b+\xC3\xA4.txt'"));
    require_ok(s3cmd("get 's3://shop/a b+\xC3\xA4.txt' back.txt"));
    CHECK(read(place.path("back.txt")) == "hello");
    require_ok(s3cmd("get s3://shop/files/large back"));
    CHECK(read(place.path("back")) == read(place.path("large")));
    require_ok(s3cmd("del --recursive --force s3://shop/files/"));
    CHECK(w.buckets.find("shop")->objects == 1);
    CHECK(s3cmd("ls s3://other").status != 0);
  });
}

TEST_CASE("rclone copies a folder there and back, and finds no difference") {
  if (!has("rclone version", "rclone")) return;
  on_memory([](World& w) {
    Place place(w);
    fs::create_directories(place.path("from/deep/er"));
    fs::copy_file(place.path("large"), place.path("from/large"));
    for (const char* name : {"from/a b.txt", "from/deep/\xC3\xA4+&.txt", "from/deep/er/x"})
      write(place.path(name), name);
    write(place.path("config"), "[here]\ntype = s3\nprovider = Other\naccess_key_id = " + place.spec.access_key_id +
                                    "\nsecret_access_key = " + place.spec.secret_keys[0].reveal() +
                                    "\nendpoint = " + w.endpoint + "\nregion = us-east-1\n");
    const auto rclone = [&](const std::string& words) {
      return place.run_here("rclone --config config --s3-upload-cutoff 5M --s3-chunk-size 5M --retries 1 " + words);
    };

    require_ok(rclone("copy from here:shop/backup"));
    require_ok(rclone("check --download from here:shop/backup"));
    CHECK(rclone("lsf here:shop/backup").output == "a b.txt\ndeep/\nlarge\n");
    require_ok(rclone("copy here:shop/backup to"));
    require_ok(rclone("check from to"));
    CHECK(read(place.path("to/deep/\xC3\xA4+&.txt")) == "from/deep/\xC3\xA4+&.txt");
    require_ok(rclone("moveto here:shop/backup/large here:shop/moved"));
    CHECK(rclone("cat --offset 5 --count 3 here:shop/backup/deep/er/x").output == "dee");
    require_ok(rclone("purge here:shop/backup"));
    CHECK(w.buckets.find("shop")->objects == 1);
  });
}

constexpr const char* boto_script = R"python(
import io, os, sys, urllib.request, urllib.error
import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, key, large = sys.argv[1:4]
secret = os.environ["SECRET"]

def client(secret, **more):
    return boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                        region_name="us-east-1",
                        config=Config(signature_version="s3v4", s3={"addressing_style": "path", **more},
                                      retries={"max_attempts": 1}))

def refused(code, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError("not refused: " + code)

s3 = client(secret)
s3.put_object(Bucket="shop", Key="a/1", Body=b"hello", ContentType="text/plain", Metadata={"who": "ann"})
for i in range(7):
    s3.put_object(Bucket="shop", Key="many/%d \xe4" % i, Body=b"x" * i)
got = s3.get_object(Bucket="shop", Key="a/1")
assert got["Body"].read() == b"hello" and got["Metadata"] == {"who": "ann"} and got["ContentLength"] == 5, got
assert s3.head_object(Bucket="shop", Key="a/1")["ContentType"] == "text/plain"
assert s3.get_object(Bucket="shop", Key="a/1", Range="bytes=1-2")["Body"].read() == b"el"
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="shop", Prefix="many/", PaginationConfig={"PageSize": 3})
assert [o["Key"] for p in pages for o in p["Contents"]] == ["many/%d \xe4" % i for i in range(7)]
listed = s3.list_objects_v2(Bucket="shop", Delimiter="/")
assert [p["Prefix"] for p in listed["CommonPrefixes"]] == ["a/", "many/"], listed
assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["shop"]
assert s3.get_bucket_location(Bucket="shop")["LocationConstraint"] is None
s3.head_bucket(Bucket="shop")

config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=4)
s3.upload_file(large, "shop", "large", Config=config)
back = io.BytesIO()
s3.download_fileobj("shop", "large", back, Config=config)
content = open(large, "rb").read()
assert back.getvalue() == content
s3.copy({"Bucket": "shop", "Key": "large"}, "shop", "copied", Config=config)
assert s3.get_object(Bucket="shop", Key="copied")["Body"].read() == content

# A body that cannot be read twice and has no hash: in chunks, or unsigned.
client(secret, payload_signing_enabled=False).put_object(Bucket="shop", Key="unsigned", Body=b"u" * 100000)
assert s3.get_object(Bucket="shop", Key="unsigned")["Body"].read() == b"u" * 100000

address = s3.generate_presigned_url("get_object", Params={"Bucket": "shop", "Key": "a/1"}, ExpiresIn=60)
assert urllib.request.urlopen(address).read() == b"hello"
upload = s3.generate_presigned_url("put_object", Params={"Bucket": "shop", "Key": "up"}, ExpiresIn=60)
urllib.request.urlopen(urllib.request.Request(upload, data=b"sent", method="PUT"))
assert s3.get_object(Bucket="shop", Key="up")["Body"].read() == b"sent"
try:
    urllib.request.urlopen(address.replace("a/1", "up"))
    raise AssertionError("another key by a presigned address")
except urllib.error.HTTPError as error:
    assert error.code == 403

refused("NoSuchKey", lambda: s3.get_object(Bucket="shop", Key="none"))
refused("AccessDenied", lambda: s3.get_object(Bucket="other", Key="a/1"))
refused("SignatureDoesNotMatch", lambda: client("wrong" + secret).put_object(Bucket="shop", Key="a/1", Body=b"no"))
assert s3.get_object(Bucket="shop", Key="a/1")["Body"].read() == b"hello"
removed = s3.delete_objects(Bucket="shop", Delete={"Objects": [{"Key": "many/%d \xe4" % i} for i in range(7)]})
assert len(removed["Deleted"]) == 7, removed
assert "Contents" not in s3.list_objects_v2(Bucket="shop", Prefix="many/")
print("fine with boto3", boto3.__version__)
)python";

TEST_CASE("boto3 does what programs do with it, and a wrong secret key is refused") {
  // Debian's first, then another one that is on the path: the kinds of checksums they send differ.
  bool is_any = false;
  for (const std::string python : {"/usr/bin/python3", "python3"}) {
    if (run(python + " -c 'import boto3'").status != 0) continue;
    is_any = true;
    on_memory([&](World& w) {
      Place place(w);
      write(place.path("script.py"), boto_script);
      const Run ran = place.run_here(python + " script.py " + w.endpoint + " " + place.spec.access_key_id + " large",
                                     "SECRET=" + place.spec.secret_keys[0].reveal());
      CHECK_MESSAGE(ran.status == 0, ran.output);
    });
  }
  if (!is_any) MESSAGE("SKIPPED: boto3 is not installed (apt install python3-boto3)");
}

}  // namespace
}  // namespace towpath::buckets
