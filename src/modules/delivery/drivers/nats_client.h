#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

enum class NatsSignIn { accepted, refused };

/// Signs in at the NATS server on this port of 127.0.0.1, with one connection that is closed again. Errors:
/// delivery.nats_unreachable.
Result<NatsSignIn> nats_sign_in(int port, const std::string& user, const Secret& password,
                                std::chrono::milliseconds deadline);

/// Whether a NATS server greets there.
bool is_nats_ready(int port);

}  // namespace towpath::delivery
