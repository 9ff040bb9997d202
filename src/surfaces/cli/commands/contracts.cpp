#include "contracts.h"

#include <algorithm>
#include <string_view>

namespace towpath::cli {
namespace {

/// What a command asks the server for, the operation that decides about rights first, and the shape of its JSON: the
/// name of a schema of the API document, or a JSON Schema. From this table come the denial tests of the command line,
/// the tests of its JSON and the reference page.
struct Contract {
  std::string_view words;
  std::vector<std::string> operations;
  std::string_view json;
};

constexpr std::string_view key_values =
    R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"type":"object",)"
    R"("required":["key","value"],"properties":{"key":{"type":"string"},"value":{"type":"string"}}}}}})";

constexpr std::string_view entity_refs =
    R"({"type":"object","required":["refs"],"properties":{"refs":{"type":"array","items":{"type":"string"}}}})";

constexpr std::string_view created_user =
    R"({"type":"object","required":["signInUrl"],"allOf":[{"$ref":"#/components/schemas/User"}],)"
    R"("properties":{"signInUrl":{"type":["string","null"]}}})";

const std::vector<Contract>& table() {
  static const std::vector<Contract> contracts{
      // daily verbs
      {"new", {"runGoldenPath", "listGoldenPaths", "getGoldenPath", "previewGoldenPath", "getRun"}, "RunDetail"},
      {"deploy", {"deploy", "getRun"}, "RunDetail"},
      {"promote", {"promote", "getRun"}, "RunDetail"},
      {"rollback", {"rollBack", "getRun"}, "RunDetail"},
      {"restart", {"restart", "getRun"}, "RunDetail"},
      {"scale", {"scale", "getRun"}, "RunDetail"},
      {"stop", {"stop", "getRun"}, "RunDetail"},
      {"delete component", {"deleteComponent", "getRun"}, "RunDetail"},
      {"delete environment", {"deleteEnvironment", "getRun"}, "RunDetail"},
      {"status", {"getComponentStatus", "listIncidents"}, "ComponentStatus"},
      {"logs", {"getWorkloadLog", "streamWorkloadLog"}, "WorkloadLogPage"},
      {"dora", {"getDora"}, "Dora"},
      // nouns
      {"metrics list", {"listMetrics"}, "OutcomeList"},
      {"metrics show", {"getMetric"}, "OutcomeDetail"},
      {"metrics rows", {"listMetricRows"}, "OutcomeRows"},
      {"metrics target", {"setMetricTarget"}, "MetricTarget"},
      {"metrics untarget", {"removeMetricTarget"}, ""},
      {"cost prices", {"getPrices"}, "PriceBook"},
      {"cost set", {"setPrices"}, "PriceBook"},
      {"cost export", {"exportCosts"}, ""},
      {"toil list", {"getManualWork"}, "ManualWork"},
      {"toil set", {"setManualWork", "getManualWork"}, "ManualWork"},
      {"rating import", {"importCustomerRating"}, "CustomerRating"},
      {"baseline list", {"listBaselines"}, "BaselineList"},
      {"baseline show", {"getBaseline"}, "Baseline"},
      {"baseline delete", {"deleteBaseline"}, ""},
      {"run list", {"listRuns"}, "RunPage"},
      {"run show", {"getRun"}, "RunDetail"},
      {"run logs", {"getStepLog", "getRun"}, ""},
      {"run cancel", {"cancelRun"}, "RunDetail"},
      {"run rerun", {"rerunRun", "getRun"}, "RunDetail"},
      {"run approve", {"decideRunNode"}, ""},
      {"run deny", {"decideRunNode"}, ""},
      {"run resolve", {"resolveRunNode"}, ""},
      {"catalog list", {"listEntities"}, "EntityPage"},
      {"catalog search", {"listEntities"}, "EntityPage"},
      {"catalog get", {"getEntity"}, "EntityDetail"},
      {"catalog apply", {"applyEntities"}, entity_refs},
      {"catalog remove", {"deleteEntity"}, ""},
      {"env list", {"listEnvironments"}, "EnvironmentList"},
      {"env create", {"createEnvironment"}, "Environment"},
      {"env clone", {"cloneEnvironment", "getRun"}, "RunDetail"},
      {"env delete", {"deleteEnvironment", "getRun"}, "RunDetail"},
      {"env sleep", {"sleepEnvironment"}, "SleepRunList"},
      {"env wake", {"wakeEnvironment"}, "SleepRunList"},
      {"env sleepers", {"listSleepers"}, "SleeperList"},
      {"env quotas", {"listEnvironmentQuotas"}, "QuotaUseList"},
      {"env cost", {"getEnvironmentCosts"}, "EnvironmentCosts"},
      {"env types", {"listEnvironmentTypes"}, "EnvironmentTypeList"},
      {"env type", {"getEnvironmentType"}, "EnvironmentTypeDetail"},
      {"env set-type", {"setEnvironmentType", "previewEnvironmentType", "getEnvironmentType"}, "EnvironmentTypeDetail"},
      {"job run", {"runJob", "getRun"}, "RunDetail"},
      {"job list", {"listRuns"}, "RunPage"},
      {"shell", {"openShell", "connectShell"}, ""},
      {"approval list", {"listApprovals"}, "ApprovalPage"},
      {"approval show", {"getApproval"}, "Approval"},
      {"approval approve", {"getApproval", "decideApproval"}, "Approval"},
      {"approval deny", {"getApproval", "decideApproval"}, "Approval"},
      {"approval rules", {"listApprovalRules"}, "ApprovalRuleList"},
      {"approval require", {"setApprovalRule"}, "ApprovalRule"},
      {"tools", {"listTools"}, "ToolList"},
      {"runtime list", {"listRuntimes"}, "RuntimeList"},
      {"runtime rules", {"listRuntimeRules"}, "RuntimeRuleList"},
      {"runtime use", {"setRuntimeRule"}, "RuntimeRule"},
      {"freeze list", {"listFreezes"}, "FreezeList"},
      {"freeze add", {"createFreeze"}, "Freeze"},
      {"freeze remove", {"removeFreeze"}, ""},
      {"resource list", {"listResources"}, "ResourceList"},
      {"resource explain", {"explainResource"}, "ResourceExplanation"},
      {"resource drift", {"listResourceDrift"}, "ResourceDriftList"},
      {"resource accept", {"acceptDrift", "takeBackAcceptedDrift", "listResources"}, "ResourceDrift"},
      {"resource resolve", {"resolveResource"}, "Resource"},
      {"resource types", {"listResourceOffers"}, "ResourceOfferList"},
      {"resource add", {"addResource"}, "ResourceAdditionChange"},
      {"resource upgrade", {"upgradeResource", "getRun"}, "RunDetail"},
      {"resource rotate", {"rotateResource", "getRun"}, "RunDetail"},
      {"definition list", {"listResourceDefinitions"}, "ResourceDefinitionList"},
      {"definition get", {"getResourceDefinition"}, "ResourceDefinitionDetail"},
      {"definition versions", {"listResourceDefinitionVersions"}, "ResourceDefinitionVersionList"},
      {"definition types", {"listResourceTypes"}, "ResourceTypeList"},
      {"definition affected", {"listAffectedWorkloads"}, "AffectedWorkloads"},
      {"definition check", {"checkResourceDefinitions"}, "DefinitionCheck"},
      {"definition test", {"tryResourceDefinitions"}, "DefinitionTrial"},
      {"definition save", {"saveResourceDefinitions", "listAffectedWorkloads"}, entity_refs},
      {"definition import", {"importProvisioners", "applyEntities"}, "ProvisionerImport"},
      {"secret set", {"setSecret"}, "SecretInfo"},
      {"secret list", {"listSecrets"}, "SecretPage"},
      {"secret delete", {"deleteSecret"}, ""},
      {"config set", {"setConfiguration", "getConfiguration"}, "Configuration"},
      {"config list", {"getConfiguration"}, key_values},
      {"repo list", {"listRepositories"}, "RepositoryPage"},
      {"repo create", {"createRepository"}, "Repository"},
      {"repo observe", {"setRepositoryUse"}, "Repository"},
      {"repo adopt", {"setRepositoryUse"}, "Repository"},
      {"change list", {"listChanges"}, "ChangePage"},
      {"change create", {"openChange"}, "Change"},
      {"change show", {"getChange"}, "ChangeDetail"},
      {"change review", {"reviewChange"}, "Review"},
      {"change comment", {"commentChange"}, "ChangeThread"},
      {"change merge", {"mergeChange"}, "Change"},
      {"change close", {"closeChange"}, "Change"},
      {"incident list", {"listIncidents"}, "IncidentPage"},
      {"incident show", {"getIncident"}, "Incident"},
      {"incident open", {"openIncident"}, "Incident"},
      {"incident resolve", {"resolveIncident"}, "Incident"},
      {"incident link", {"linkIncident"}, "Incident"},
      {"trace list", {"listTraces"}, "TracePage"},
      {"trace show", {"getTrace"}, "Trace"},
      {"measure list", {"listMeasures"}, "MeasureList"},
      {"source list", {"listSources"}, "SourcePage"},
      {"source create", {"createSource"}, "SourceWithSecret"},
      {"source show", {"getSource"}, "Source"},
      {"source update", {"changeSource", "getSource"}, "Source"},
      {"source secret", {"renewSourceSecret"}, "SourceWithSecret"},
      {"source log", {"listReceived", "getReceived"}, "ReceivedPage"},
      {"source replay", {"replayReceived"}, "ReplayReport"},
      {"source delete", {"deleteSource"}, ""},
      {"subscription list", {"listSubscriptions"}, "SubscriptionPage"},
      {"subscription create", {"createSubscription"}, "SubscriptionWithSecret"},
      {"subscription show", {"getSubscription"}, "Subscription"},
      {"subscription update", {"changeSubscription"}, "Subscription"},
      {"subscription secret", {"renewSubscriptionSecret"}, "SubscriptionWithSecret"},
      {"subscription log", {"listWebhookDeliveries"}, "WebhookDeliveryPage"},
      {"subscription greet", {"greetSubscription"}, "WebhookDelivery"},
      {"subscription retry", {"redeliver"}, "WebhookDelivery"},
      {"subscription delete", {"deleteSubscription"}, ""},
      {"audit list", {"listAuditEvents"}, "AuditPage"},
      {"server list", {"listServers"}, "ServerList"},
      {"server show", {"getServer"}, "ServerStatus"},
      {"capability list", {"listCapabilities"}, "CapabilityList"},
      {"capability on", {"setCapabilityMode"}, "Capability"},
      {"capability off", {"setCapabilityMode"}, "Capability"},
      {"capability external", {"setCapabilityMode"}, "Capability"},
      {"platform show", {"getPlatform"}, "Platform"},
      {"platform set", {"updatePlatform"}, "Platform"},
      {"policy list", {"listPolicies"}, "PolicyList"},
      {"policy get", {"getPolicy"}, "Policy"},
      {"policy set", {"setPolicyMode"}, "Policy"},
      {"policy test", {"testPolicies"}, "PolicyTestResultList"},
      {"policy what-if", {"replayPolicy"}, "PolicyReplay"},
      {"policy decisions", {"listDecisions"}, "DecisionPage"},
      {"why", {"listDecisions"}, "DecisionPage"},
      {"runner token", {"makeRunnerToken"}, "RunnerToken"},
      {"runner list", {"listRunners"}, "RunnerList"},
      {"runner drain", {"drainRunner"}, "Runner"},
      {"runner remove", {"removeRunner"}, ""},
      {"waiver request", {"requestWaiver"}, "Waiver"},
      {"waiver list", {"listWaivers"}, "WaiverPage"},
      {"waiver show", {"getWaiver"}, "Waiver"},
      {"waiver approve", {"decideWaiver"}, "Waiver"},
      {"waiver reject", {"decideWaiver"}, "Waiver"},
      {"waiver revoke", {"endWaiver"}, "Waiver"},
      {"retention", {"getRetention", "enforceRetention"}, "Retention"},
      {"template actions", {"listTemplateActions"}, "TemplateActionList"},
      {"scorecard list", {"listScorecards"}, "ScorecardList"},
      {"scorecard get", {"getScorecard"}, "Scorecard"},
      {"scorecard show", {"getScorecardStandings"}, "ScorecardStandings"},
      {"scorecard map", {"getScorecardEntities", "getScorecardTeams"}, "EntityHeatMap"},
      {"scorecard test", {"tryScorecard"}, "ScorecardTrialList"},
      {"scorecard push", {"pushCheckResult"}, "CheckResult"},
      {"campaign list", {"listCampaigns"}, "CampaignPage"},
      {"campaign show", {"getCampaign"}, "CampaignDetail"},
      {"campaign start", {"startCampaign"}, "CampaignDetail"},
      {"campaign end", {"endCampaign"}, "CampaignDetail"},
      {"feedback list", {"listFeedback"}, "FeedbackPage"},
      {"feedback send", {"sendFeedback"}, "Feedback"},
      {"feedback answer", {"triageFeedback"}, "Feedback"},
      {"feedback vote", {"voteForFeedback", "unvoteFeedback"}, "Feedback"},
      {"friction", {"sendFeedback"}, "Feedback"},
      {"roadmap list", {"listRoadmap"}, "RoadmapPage"},
      {"roadmap add", {"addToRoadmap"}, "RoadmapItem"},
      {"roadmap move", {"changeRoadmapItem"}, "RoadmapItem"},
      {"notification list", {"listNotifications", "markNotificationsRead"}, "NotificationPage"},
      {"announce", {"announce"}, "Announcement"},
      {"announcement list", {"listAnnouncements"}, "AnnouncementPage"},
      {"announcement withdraw", {"withdrawAnnouncement"}, "Announcement"},
      {"notification mail", {"setNotificationSettings", "getNotificationSettings"}, "NotificationSettings"},
      {"survey list", {"listSurveys"}, "SurveyPage"},
      {"survey create", {"createSurvey"}, "Survey"},
      {"survey open", {"openSurvey"}, "Survey"},
      {"survey close", {"closeSurvey"}, "Survey"},
      {"survey answer", {"answerSurvey", "getSurvey"}, "Survey"},
      {"survey results", {"getSurveyResults"}, "SurveyResults"},
      {"docs list", {"listDocSets"}, "DocSetPage"},
      {"docs show", {"getDocSet", "getDocPage"}, "DocSetDetail"},
      {"docs report", {"getDocsReport"}, "DocsReport"},
      {"docs search", {"searchDocs"}, "DocMatchPage"},
      // access
      {"login", {"createSession", "createToken", "getMe"}, ""},
      {"user list", {"listUsers"}, "UserPage"},
      {"user create", {"createUser", "createSignInCode"}, created_user},
      {"user disable", {"updateUser"}, "User"},
      {"group list", {"listGroups"}, "GroupPage"},
      {"group create", {"createGroup", "getGroup", "addGroupMember"}, "Group"},
      {"group add", {"addGroupMember"}, "Group"},
      {"group remove", {"removeGroupMember"}, "Group"},
      {"token list", {"listTokens"}, "TokenList"},
      {"token create", {"createToken"}, "CreatedToken"},
      {"token revoke", {"revokeToken"}, ""},
  };
  return contracts;
}

}  // namespace

std::vector<Command> with_contracts(std::vector<Command> commands) {
  for (Command& command : commands) {
    const auto found = std::find_if(table().begin(), table().end(),
                                    [&](const Contract& contract) { return contract.words == command.words; });
    if (found == table().end()) continue;
    command.operations = found->operations;
    command.json_shape = found->json;
  }
  return commands;
}

}  // namespace towpath::cli
