// Made-up answers for the UI's own tests, held to the API's description by the type check: what a fake lacks, no test of
// it can find. The journeys (e2e/) run against a real server.
import type { components } from "../src/shared/api/schema";

type Schemas = components["schemas"];
type Run = Schemas["RunDetail"];
type Node = Schemas["Node"];
type Step = Schemas["Step"];

const teams = ["payments", "identity", "platform", "risk", "storefront", "data"];
const domains = [
  "orders",
  "checkout",
  "ledger",
  "labels",
  "loyalty",
  "catalog",
  "consent",
  "reports",
  "tax",
  "reviews",
];
const parts: [part: string, type: string, words: string][] = [
  ["api", "service", "HTTP API of {}"],
  ["worker", "service", "Background work of {}"],
  ["web", "website", "Customer pages of {}"],
  ["sdk", "library", "Client library of {}"],
  ["sync", "job", "Nightly sync of {}"],
];
const lifecycles = ["production", "production", "production", "experimental", "deprecated"];
const tags = [["cpp"], ["node", "http"], ["python"], ["go", "grpc"], []];

export const now = Date.parse("2026-11-22T12:00:00Z");
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

function entity(kind: string, name: string, fields: Partial<Schemas["Entity"]>): Schemas["Entity"] {
  return {
    ref: `${kind.toLowerCase()}:default/${name}`,
    uid: "01JD0QZ0V5T7KX9B3M2N4P6R8S",
    kind,
    namespace: "default",
    name,
    title: null,
    description: null,
    owner: null,
    type: null,
    lifecycle: null,
    tags: [],
    updatedAt: ago(120),
    ...fields,
  };
}

export function makeEntities() {
  const entities: Schemas["Entity"][] = [];
  for (let copy = 0; copy < 5; copy++) {
    for (const [d, domain] of domains.entries()) {
      for (const [p, [part, type, words]] of parts.entries()) {
        const index = copy * 50 + d * parts.length + p;
        entities.push(
          entity("Component", `${domain}-${part}${copy === 0 ? "" : `-${copy + 1}`}`, {
            description: words.replace("{}", domain),
            owner: `group:default/${teams[(d + copy) % teams.length]}`,
            type,
            lifecycle: lifecycles[index % lifecycles.length] ?? null,
            tags: tags[index % tags.length] ?? [],
            updatedAt: ago(60 + index * 421),
          }),
        );
      }
    }
  }
  for (const team of teams) entities.push(entity("Group", team, { title: `Team ${team}`, type: "team" }));
  entities.push(
    entity("User", "alice", { title: "Alice Moreau" }),
    entity("API", "orders", { type: "openapi", owner: "group:default/payments", lifecycle: "production" }),
  );
  return entities.sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

export const me: Schemas["Me"] = {
  ref: "user:default/alice",
  name: "alice",
  displayName: "Alice Moreau",
  email: "alice@example.org",
  groups: ["group:default/payments"],
  roles: ["member"],
  permissions: ["catalog.read", "run.read", "run.cancel", "run.rerun"],
};

function step(
  index: number,
  name: string,
  state: Step["state"],
  from: number | null,
  to: number | null,
  lines: number,
  exitCode: number | null = null,
): Step {
  return {
    index,
    attempt: 1,
    name,
    state,
    exitCode,
    startedAt: from === null ? null : ago(from),
    finishedAt: to === null ? null : ago(to),
    logLines: lines,
  };
}

function node(
  key: string,
  title: string,
  state: Node["state"],
  needs: string[],
  from: number | null,
  to: number | null,
  steps: Step[],
  more: Partial<Node> = {},
): Node {
  return {
    key,
    title,
    kind: "pipeline.job",
    state,
    needs,
    attempt: from === null ? 0 : 1,
    startedAt: from === null ? null : ago(from),
    finishedAt: to === null ? null : ago(to),
    waitingReason: null,
    error: null,
    outputs: {},
    steps,
    earlierSteps: [],
    ...more,
  };
}

function run(number: number, fields: Partial<Run>): Run {
  return {
    id: `01JD0QZ0V5T7KX9B3M2N4P${String(number).padStart(4, "0")}`,
    number,
    kind: "pipeline",
    title: "build: retry the payment once",
    subject: "component:default/orders-api",
    owner: "group:default/payments",
    project: null,
    environmentType: null,
    state: "succeeded",
    trigger: {
      kind: "push",
      actor: "user:default/alice",
      ref: "refs/heads/main",
      commit: "9f1c2ab47de0315588c0b4f3a9e1d2c4b5a69788",
    },
    createdAt: ago(200),
    startedAt: ago(190),
    finishedAt: ago(120),
    waitingReason: null,
    journalSeq: 40,
    rerunOf: null,
    error: null,
    typical: { seconds: 64, runs: 20 },
    explanation: null,
    inputs: {},
    outputs: {},
    nodes: [],
    ...fields,
  };
}

const ends: Run["state"][] = ["succeeded", "succeeded", "succeeded", "failed", "cancelled"];
const past: Partial<Run>[] = [
  { kind: "pipeline", title: "orders: page the list by key" },
  { kind: "deployment", title: "Deploy ledger-api 3.1.0 to staging" },
  { kind: "golden_path", title: "Create loyalty-worker from the C++ service path" },
];

/** A run that is under way, one that failed, and some to fill the list. */
export function makeRuns(): Run[] {
  const live = run(128, {
    state: "running",
    createdAt: ago(75),
    startedAt: ago(74),
    finishedAt: null,
    nodes: [
      node("lint", "Lint", "succeeded", [], 74, 61, [
        step(0, "Check out", "succeeded", 74, 73, 3),
        step(1, "Run clang-format", "succeeded", 73, 61, 12),
      ]),
      node("test", "Build and test", "running", [], 74, null, [
        step(0, "Check out", "succeeded", 74, 73, 3),
        step(1, "Configure", "succeeded", 73, 66, 28),
        step(2, "Build", "running", 66, null, 18),
        step(3, "Test", "pending", null, null, 0),
      ]),
      node("bundle", "Bundle", "blocked", ["lint", "test"], null, null, []),
      node("deploy", "Deploy to staging", "blocked", ["bundle"], null, null, [], { kind: "approval" }),
    ],
  });
  const error = {
    kind: "failed",
    code: "pipelines.step_failed",
    message: 'Step "Test" of "Build and test" ended with exit code 8.',
    hint: "3 of 214 tests failed; run them here with: towpath workflow run --job test",
  };
  const failed = run(127, {
    title: "ledger: round half to even",
    subject: "component:default/ledger-api",
    state: "failed",
    createdAt: ago(900),
    startedAt: ago(899),
    finishedAt: ago(820),
    error,
    nodes: [
      node(
        "test",
        "Build and test",
        "failed",
        [],
        899,
        820,
        [
          step(0, "Check out", "succeeded", 899, 898, 3),
          step(1, "Build", "succeeded", 898, 851, 640),
          step(2, "Test", "failed", 851, 820, 1840, 8),
        ],
        { error },
      ),
      node("bundle", "Bundle", "skipped", ["test"], null, null, []),
    ],
  });
  const waiting = run(126, {
    kind: "deployment",
    title: "Deploy checkout-web 4.27.4 to production",
    subject: "component:default/checkout-web",
    state: "waiting",
    waitingReason: "Waits for an approval of group platform.",
    createdAt: ago(1500),
    startedAt: ago(1499),
    finishedAt: null,
    trigger: { kind: "promotion", actor: "user:default/bob", ref: null, commit: null },
    nodes: [
      node("approval", "Approval for production", "waiting", [], null, null, [], {
        kind: "approval",
        waitingReason: "Waits for an approval of group platform.",
      }),
      node("deploy", "Deploy", "blocked", ["approval"], null, null, []),
    ],
  });
  const older = Array.from({ length: 122 }, (_, index) =>
    run(125 - index, {
      ...past[index % past.length],
      state: ends[index % ends.length] ?? "succeeded",
      createdAt: ago(2000 + index * 1400),
      startedAt: ago(1995 + index * 1400),
      finishedAt: ago(1900 + index * 1400),
    }),
  );
  return [live, failed, waiting, ...older];
}

const esc = "\x1b[";
const sources = [
  "order_store",
  "order_service",
  "payment_client",
  "retry_policy",
  "order_routes",
  "outbox",
  "clock",
  "money",
  "invoice",
  "main",
];

/** A line as a C++ build or a test run prints it, with colours. */
export function logText(step: number, n: number) {
  if (step === 0) return `${esc}2mFrom https://towpath.localhost/payments/orders-api${esc}0m line ${n}`;
  const source = sources[n % sources.length];
  if (n % 17 === 0)
    return `${esc}1msrc/${source}.cpp:${40 + n}:12: ${esc}35mwarning:${esc}0m ${esc}1munused variable ${esc}0m'${source}' [${esc}35m-Wunused-variable${esc}0m]`;
  if (n % 9 === 0)
    return `${esc}32m[ ok ]${esc}0m ${source}: a payment is retried once, with the same idempotency key, when the first attempt timed out (${n * 3} ms)`;
  return `[${n}/214] ${esc}32mBuilding CXX object${esc}0m src/CMakeFiles/orders.dir/${source}.cpp.o`;
}
