// The built UI in a real browser, under the server's security policy, with a pretended server (mock-server.mjs).
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { findAccessibilityProblems, launch, openPage, picture, settle } from "./browser.mjs";
import { now } from "./mock-data.ts";
import { startMock } from "./mock-server.mjs";

let browser, mock, context, page, complaints;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function open(options) {
  ({ context, page, complaints } = await openPage(browser, options));
  page.setDefaultTimeout(10_000);
}

async function signIn() {
  await page.goto(`${mock.url}/sign-in?code=good-code&next=/catalog`);
  await page.getByRole("table", { name: "Entities" }).waitFor();
}

beforeEach(async () => {
  mock = await startMock();
  await open();
});
afterEach(async () => {
  await context.close();
  await mock.close();
  assert.deepEqual(complaints, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`every page is accessible and breaks no policy, ${colorScheme}`, async () => {
    await context.close();
    await open({ colorScheme });
    // The made-up answers are of one moment.
    await page.clock.setFixedTime(now);
    // Pictures and contrast of what has settled, not of what fades in.
    const look = async (name) => {
      await settle(page);
      await picture(page, `${name}-${colorScheme}`);
      let problems = await findAccessibilityProblems(page);
      // A fade that had not begun could not be waited for: look again before calling it a problem.
      for (let again = 0; again < 3 && problems.length > 0; again++) {
        await settle(page);
        problems = await findAccessibilityProblems(page);
      }
      assert.deepEqual(problems, [], name);
    };

    await page.goto(`${mock.url}/sign-in`);
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByLabel("User").fill("alice");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await look("sign-in");

    await signIn();
    await look("catalog");
    await page.getByRole("button", { name: "Owner: any" }).click();
    await page.getByRole("button", { name: /payments/ }).waitFor();
    await look("catalog-filter");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.getByRole("columnheader", { name: "Kind" }).waitFor();
    await look("catalog-all");

    await page.goto(`${mock.url}/catalog/component/default/orders-api`);
    await page.getByRole("region", { name: "Relations" }).waitFor();
    await look("entity");
    await page.goto(`${mock.url}/catalog/component/default/nothing`);
    await page.getByRole("alert").waitFor();
    await look("entity-missing");

    await page.goto(`${mock.url}/runs`);
    await page
      .getByRole("link", { name: /retry the payment once/ })
      .first()
      .waitFor();
    await look("runs");
    await page.goto(`${mock.url}/runs/${mock.runs[0].id}`);
    await page.getByText("18 lines").waitFor();
    await look("run");
    await page.goto(`${mock.url}/runs/${mock.runs[1].id}`);
    await page.getByText("1,840 lines").waitFor();
    await page.getByRole("button", { name: "Link to line 1840" }).waitFor();
    await look("run-failed");
    await page.goto(`${mock.url}/runs/${mock.runs[2].id}`);
    await page.getByText("Nothing to see yet.").waitFor();
    await look("run-waiting");
    await page.getByRole("button", { name: "CLI and API" }).click();
    await page.getByText(`towpath run show ${mock.runs[2].number}`).waitFor();
    await look("copy");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await look("keys");
  });
}

test("a one-time link leaves no trace in the history", async () => {
  await page.goto(mock.url);
  await page.getByLabel("User").waitFor();
  await signIn();

  await page.goBack();
  await page.waitForURL("**/sign-in");
  assert.equal(mock.state.requests.filter((request) => request.method === "POST").length, 1);
});

test("a list of 250 is whole, and only what is in sight is in the document", async () => {
  await signIn();
  const table = page.getByRole("table", { name: "Entities" });
  assert.equal(await table.getAttribute("aria-rowcount"), "251");

  await page.waitForFunction(() => {
    const element = document.querySelector('[role="table"]');
    element.scrollTop = element.scrollHeight;
    return element.querySelector('[aria-rowindex="251"]') !== null;
  });
  await page.getByRole("link", { name: "tax-worker-5" }).waitFor();

  assert.ok((await table.getByRole("row").count()) < 60);
  const asked = mock.state.requests.filter((request) => request.path === "/api/v1/entities");
  assert.deepEqual(asked.map((request) => /offset=(\d+)/.exec(request.search)?.[1] ?? "none").sort(), [
    "100",
    "200",
    "none",
  ]);
});

test("without a mouse: to a component, to the runs, the keys, and back out", async () => {
  await signIn();
  await page.keyboard.press("/");
  await page.keyboard.type("ledger");
  await page.getByText("25 entities").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "ledger-api-2" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.getByRole("table", { name: "Runs" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await page.reload();
  await page.getByRole("table", { name: "Runs" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
});

test("a run is followed live: lines, steps, and its end", async () => {
  const [run] = mock.runs;
  await signIn();
  await page.goto(`${mock.url}/runs/${run.id}`);
  await page.getByText("18 lines").waitFor();

  mock.log(run, "test", 2, 400);
  await page.getByRole("button", { name: "Link to line 418" }).waitFor();
  await picture(page, "run-live");

  // A reader who scrolls back stays there and is told what is new.
  await page.getByRole("group", { name: "Log lines" }).hover();
  await page.mouse.wheel(0, -1500);
  await page.getByRole("button", { name: "Follow" }).waitFor();
  mock.log(run, "test", 2, 312);
  await page.getByRole("button", { name: "312 new lines" }).waitFor();
  await picture(page, "run-behind");
  await page.getByRole("button", { name: "312 new lines" }).click();
  await page.getByRole("button", { name: "Link to line 730" }).waitFor();

  const node = run.nodes[1];
  mock.journal(run, "step.finished", "test", { step: 2, state: "succeeded", exitCode: 0 });
  mock.journal(run, "step.started", "test", { step: 3, state: "running" });
  await page.getByRole("region", { name: "Log of Build and test / Test" }).waitFor();
  Object.assign(run, { state: "succeeded", finishedAt: new Date(now).toISOString() });
  Object.assign(node, { state: "succeeded", finishedAt: run.finishedAt });
  mock.journal(run, "run.finished", null, { state: "succeeded" });
  mock.end(`${run.id}/journal`);
  await page.getByRole("button", { name: "Run all again" }).waitFor();

  assert.equal(mock.openStreams(`${run.id}/journal`), 0);
});

test("a stream that breaks is resumed after the last line", async () => {
  const [run] = mock.runs;
  await signIn();
  await page.goto(`${mock.url}/runs/${run.id}`);
  await page.getByText("18 lines").waitFor();

  mock.breakStreams();
  run.nodes[1].steps[2].logLines += 5;
  await page.getByText("23 lines").waitFor({ timeout: 20_000 });

  assert.equal(await page.getByRole("button", { name: /Link to line/ }).count(), 23);
});

test("a line of a long log is reached by its address", async () => {
  const [, run] = mock.runs;
  await signIn();
  await page.goto(`${mock.url}/runs/${run.id}?node=test&step=2&line=900`);

  const line = page.getByRole("button", { name: "Link to line 900" });
  await line.waitFor();
  await page.waitForFunction(() => document.querySelector("[data-target]")?.textContent.includes("[ ok ]"));

  // Two pages and the marks of its groups, never the whole log.
  const asked = mock.state.requests.filter((request) => request.path.endsWith("/log")).map((request) => request.search);
  assert.ok(
    asked.every((search) => /from=(1|501)&|search=/.test(search)),
    asked.join(" "),
  );
});

test("a chosen colour scheme is there before the first paint of the next visit", async () => {
  await signIn();
  await page.getByRole("button", { name: "Colour scheme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();

  await page.route("**/assets/*.js", (route) => route.abort());
  await page.reload();

  assert.equal(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme), "dark");
  complaints.length = 0; // The aborted scripts.
});

test("a session that ended leads to the sign-in and back", async () => {
  await signIn();
  await context.clearCookies();
  await page.keyboard.press("g");
  await page.keyboard.press("r");

  await page.getByLabel("User").fill("alice");
  await page.getByLabel("Password", { exact: true }).fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByRole("table", { name: "Runs" }).waitFor();
});

test("on a narrow screen nothing is cut off sideways", async () => {
  await context.close();
  await open({ viewport: { width: 400, height: 800 } });
  await signIn();
  for (const path of ["/catalog", "/catalog/component/default/orders-api", "/runs", `/runs/${mock.runs[1].id}`]) {
    await page.goto(mock.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await picture(page, `narrow${path.replaceAll("/", "-").slice(0, 20)}`);
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      path,
    );
  }
});
