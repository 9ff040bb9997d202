// How fast the portal is with 10,000 components, 100,000 events and what years of work leave: prints its numbers and
// asserts only that no row stays empty. On SQLite, and on PostgreSQL. Not part of the ordinary tests:
// ./npm run e2e -- scale
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { makeHistory, writeHistory } from "./history.mjs";
import { journey } from "./rig.mjs";

const components = 10_000;
const batch = 500;
const revisions = 10; // Of each component: each is an event.
const names = Array.from({ length: components }, (_, index) => `svc-${String(index).padStart(5, "0")}`);
const ownerOf = (index) => (index % 1_000 === 0 ? "user:default/admin" : `group:default/team-${index % 100}`);

function descriptor(index, revision) {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${names[index]}
  description: What ${names[index]} does for others, ${revision}
  tags: [${["cpp", "go", "java", "python"][index % 4]}]
spec:
  type: ${["service", "website", "library"][index % 3]}
  lifecycle: ${["production", "experimental"][index % 2]}
  owner: ${ownerOf(index)}
`;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What the pages read, each asked seven times. */
async function ask(server) {
  const one = `component:default/${names[5]}`;
  const month = `from=${new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 19)}Z&to=2100-01-01T00:00:00Z`;
  const routes = [
    "entities?kind=component&limit=100",
    "entities?kind=component&sort=-updated&offset=9000&limit=100",
    "entities?kind=component&owner=group:default/team-7&limit=100",
    "entities?kind=component&tag=go&type=service&limit=100",
    "entities?text=svc-09&limit=100",
    "entity-facets?kind=component",
    "entity-names",
    `component-activity?components=${names.slice(0, 100).join(",")}`,
    "service-health",
    "environments",
    "environment-matrix?limit=50",
    `components/${names[5]}/status`,
    `components/${names[5]}/timeline`,
    "deployments?limit=100",
    `deployments?component=${names[5]}&limit=100`,
    "deployments?environment=production&limit=100",
    `happenings?${month}`,
    "runs?limit=50",
    "runs?state=failed&limit=50",
    "runs?state=running&limit=50",
    `runs?subject=${one}&limit=50`,
    "runs?owner=user:default/admin&limit=60",
    "runs?branch=main&actor=group:default/team-7&limit=50",
    "changes?limit=50",
    "changes?state=open&limit=50",
    "changes?review=mine&limit=50",
    "changes?author=group:default/team-7&limit=50",
    "incidents?state=open&limit=50",
    "dora",
    `dora?component=${names[5]}`,
    "dora?owner=group:default/team-7",
    "dora/deliveries?limit=100",
    "metrics",
    "metrics?owner=group:default/team-7",
    "metrics/change-lead-time",
    "audit/events?limit=50",
    "audit/events?type=delivery.&limit=50",
    `audit/events?subject=${one}&limit=50`,
  ];
  for (const route of routes) {
    const times = [];
    for (let again = 0; again < 7; again++) {
      const begun = performance.now();
      await server.request("GET", `/api/v1/${route}`);
      times.push(performance.now() - begun);
    }
    console.log(`   ${median(times).toFixed(0).padStart(5)} ms, first ${times[0].toFixed(0)}: ${route.slice(0, 90)}`);
  }
}

/** Follows the stream from `after` until the newest event is there; answers how many came. */
async function resume(server, after, count) {
  const ended = new AbortController();
  const answer = await fetch(`${server.url}/api/v1/events/stream?after=${after}`, {
    headers: { Authorization: `Bearer ${server.token}` },
    signal: ended.signal,
  });
  let lines = 0;
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    lines += part.split("\nid:").length - 1 + (part.startsWith("id:") ? 1 : 0);
    if (lines >= count) break;
  }
  ended.abort();
  return lines;
}

async function walk({ page, rig, server }) {
  const load = () => console.log(`   load of the machine: ${loadavg()[0].toFixed(1)}`);
  await rig.step(`${components} components with ${components * revisions} events are registered`, async () => {
    for (let revision = 0; revision < revisions; revision++) {
      for (let from = 0; from < components; from += batch) {
        const documents = Array.from({ length: batch }, (_, index) => descriptor(from + index, revision));
        await server.request("POST", "/api/v1/entities", { document: documents.join("---\n") });
      }
    }
  });
  await rig.step("years of work are written", async () => {
    const repositories = [];
    for (let index = 0; index < 10; index++)
      repositories.push(await server.request("POST", "/api/v1/repositories", { name: `repository-${index}` }));
    await server.stop();
    const hostId = readFileSync(path.join(server.data, "host-id"), "utf8").trim();
    const all = names.map((name, index) => ({ name, owner: ownerOf(index) }));
    writeHistory(makeHistory(all, { rounds: 6, repositories, changes: 500, hostId }), server);
    await server.start();
  });
  load();
  await rig.step("what the pages read", () => ask(server));
  const newest = (await server.request("GET", "/api/v1/audit/events?limit=1")).items[0].sequence;
  for (const count of [100, 10_000])
    await rig.step(`a stream that was away for ${count} events has them`, () => resume(server, newest - count, count));
  load();
  await rig.signIn({ at: "/runs" });
  const firstRow = page.locator('[role="row"][aria-rowindex="2"] .row-link');

  await rig.step("cold: from the address to the first row", async () => {
    await page.goto(`${server.url}/catalog`);
    await firstRow.waitFor();
  });
  await rig.step("warm: back from another page to the first row", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    const took = await page.evaluate(async () => {
      const begun = performance.now();
      document.querySelector('a[href="/catalog"]').click();
      while (document.querySelector('[aria-rowindex="2"] .row-link') === null)
        await new Promise((resolve) => window.requestAnimationFrame(resolve));
      return performance.now() - begun;
    });
    console.log(`   ${Math.round(took)} ms in the page`);
  });

  await rig.step("scrolled from top to bottom in jumps of a page, counting frames with an unfilled row", async () => {
    const counted = await page.evaluate(async () => {
      const table = document.querySelector('[role="table"]');
      let frames = 0;
      let blank = 0;
      let empty = 0;
      for (let at = 0; at < 60_000; at += 400) {
        table.scrollTop = at;
        await new Promise((resolve) => window.requestAnimationFrame(resolve));
        frames += 1;
        if (table.querySelector(".table-row-pending") !== null) blank += 1;
        if (table.querySelectorAll(".table-body .table-row").length < 10) empty += 1;
      }
      return { frames, blank, empty };
    });
    console.log(`   ${counted.frames} frames, ${counted.blank} with a row on its way, ${counted.empty} without rows`);
    assert.equal(counted.empty, 0);
  });
  await rig.step("a jump to the end is filled", async () => {
    await page.evaluate(() => {
      const table = document.querySelector('[role="table"]');
      table.scrollTop = table.scrollHeight;
    });
    await page.locator(`[aria-rowindex="${components + 1}"] .row-link`).waitFor();
  });
  for (const [where, keys, there] of [
    ["Home", "gh", page.getByRole("article", { name: names[1_000] })],
    ["Outcomes", "gi", page.getByRole("region", { name: "How fast does a change reach its users?" })],
    ["Environments", "ge", page.getByText(names[1], { exact: true }).first()],
    ["Deployments", "gd", page.getByText(names.at(-1)).first()],
  ])
    await rig.step(`${where} has its data`, async () => {
      for (const key of keys) await page.keyboard.press(key);
      await there.waitFor();
    });
}

await journey("scale", {}, walk);
await journey("scale-postgres", { postgres: true }, walk);
