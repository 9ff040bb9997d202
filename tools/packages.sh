# The Debian 12 packages Towpath needs, one list for each purpose; sourced by ./run, ./test and the package build.
# Why each is here: docs/DEPENDENCIES.md.

packages_build="g++ make cmake ninja-build pkg-config mold ccache git ca-certificates python3
  libboost1.81-dev libboost-json1.81-dev libfmt-dev libsqlite3-dev libpq-dev libfyaml-dev libssl-dev
  libsodium-dev libcurl4-openssl-dev libgit2-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libre2-dev libarchive-dev
  libzstd-dev zlib1g-dev libmariadb-dev libhiredis-dev libcrypt-dev libseccomp-dev libcli11-dev doctest-dev wabt"

# What the server starts at run time, and what the shipped golden paths build and run with.
packages_run="postgresql-15 bubblewrap curl libcpp-httplib-dev nlohmann-json3-dev python3-psycopg2"

packages_test="chromium clang-16 clang-tidy-16 libclang-rt-16-dev clang-format wrk openssl prometheus prometheus-alertmanager
  ansible-core puppet-agent openssh-client mariadb-server redis-server nats-server rabbitmq-server podman runc conmon catatonit"

# What `make package` checks its result with.
packages_package="lintian"
