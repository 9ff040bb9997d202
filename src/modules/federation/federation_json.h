#pragma once

#include <string>

#include "ingest_service.h"
#include "source_service.h"
#include "subscription_service.h"

namespace towpath::federation {

// Bodies of answers; shapes are in api/openapi.yaml.

std::string source_body(const Source& source);
std::string source_with_secret_body(const SourceWithSecret& source);
std::string source_page_body(const SourcePage& page);
std::string receipt_body(const Receipt& receipt);
std::string received_body(const Received& received);
std::string received_page_body(const ReceivedPage& page);
std::string replay_body(const ReplayReport& report);
std::string subscription_body(const Subscription& subscription);
std::string subscription_with_secret_body(const SubscriptionWithSecret& subscription);
std::string subscription_page_body(const SubscriptionPage& page);
std::string delivery_body(const Delivery& delivery);
std::string delivery_page_body(const DeliveryPage& page);

}  // namespace towpath::federation
