// What runs in development goes to staging and production, at most three clicks each, and a deployment is taken back.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("promote", { demo: true }, async ({ page, rig, server }) => {
  const component = server.demo.component;
  const cell = (environment) => page.getByRole("group", { name: `${component} in ${environment}` });
  await rig.signIn({ at: "/environments" });
  await cell("development").waitFor();
  await rig.look("environments");

  async function ended() {
    await page
      .getByText(/^(Succeeded|Failed)$/)
      .first()
      .waitFor({ timeout: 90_000 });
    const run = await server.request("GET", `/api/v1/runs/${page.url().split("/").at(-1)}`);
    assert.equal(run.state, "succeeded");
  }

  await rig.step("promote to staging: a plan, then exactly that", async () => {
    rig.resetCounts();
    await page.getByRole("button", { name: `Promote ${component} to staging` }).click();
    const plan = page.getByRole("dialog", { name: `Promote ${component} to staging` });
    await plan.getByText("What will be done").waitFor();
    await plan.getByText("switch", { exact: true }).waitFor();
    await rig.keep("plan");
    await plan.getByRole("button", { name: "Promote" }).click();
    await page.waitForURL("**/runs/*");
    await page.getByRole("status", { name: "What was just done" }).getByText("Begun: Promote").waitFor();
    await rig.keep("echo");
    const { clicks } = await rig.counts();
    console.log(`   ${clicks} clicks`);
    assert.ok(clicks <= 3);
    await ended();
  });

  await rig.byKeyboard("promoted to production", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    const promote = page.getByRole("button", { name: `Promote ${component} to production` });
    await promote.waitFor();
    await rig.tabTo(promote);
    await page.keyboard.press("Enter");
    const plan = page.getByRole("dialog", { name: `Promote ${component} to production` });
    await plan.getByText("switch", { exact: true }).waitFor();
    await rig.tabTo(plan.getByRole("button", { name: "Promote" }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/runs/*");
    await ended();
  });

  await rig.step("a plan that is not true any more is refused", async () => {
    await page.goto(`${server.url}/environments`);
    await page.getByRole("button", { name: `More for ${component} in staging` }).click();
    await page.getByRole("menuitem", { name: "Restart" }).click();
    const sheet = page.getByRole("dialog", { name: `Restart ${component} in staging` });
    await sheet.getByText("switch", { exact: true }).waitFor();
    const answer = await fetch(`${server.url}/api/v1/restarts`, {
      method: "POST",
      headers: { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ component, environment: "staging", expectedPlan: "another" }),
    });
    assert.equal(answer.status, 409);
    assert.equal((await answer.json()).code, "delivery.plan_changed");
    await page.keyboard.press("Escape");
  });

  await rig.step("two environments are compared", async () => {
    await server.request("PUT", `/api/v1/configuration/${component}/staging`, { values: { PAGE_SIZE: "20" } });
    await page.goto(`${server.url}/environments`);
    await page.getByRole("button", { name: /in development: compare/ }).click();
    await page.getByRole("button", { name: /in staging: compare/ }).click();
    const sheet = page.getByRole("dialog", { name: `${component}: development and staging` });
    await sheet.getByText("Both run the same commit.").waitFor();
    await sheet.getByText("PAGE_SIZE").waitFor();
    await rig.keep("comparison");
    assert.match(page.url(), /compare=/);
  });

  await rig.step("what changed is seen on the timeline", async () => {
    await page.goto(`${server.url}/deployments`);
    await page.getByRole("button", { name: "What changed?" }).click();
    const changed = page.getByRole("region", { name: "What changed" });
    await changed.getByText(/promoted to production/).waitFor();
    await changed.getByText(/PAGE_SIZE/).waitFor();
    assert.match(page.url(), /from=/);
  });
  await rig.look("deployments");

  await rig.step("a deployment is rolled back in production", async () => {
    // Something to go back from: the configuration of production changes, and the release is deployed with it.
    await server.request("PUT", `/api/v1/configuration/${component}/production`, { values: { PAGE_SIZE: "5" } });
    const { run } = await server.request("POST", "/api/v1/deployments", { component, environment: "production" });
    await page.goto(`${server.url}/runs/${run.id}`);
    await ended();
    await page.goto(`${server.url}/environments`);
    rig.resetCounts();
    await page.getByRole("button", { name: `More for ${component} in production` }).click();
    await page.getByRole("menuitem", { name: "Roll back" }).click();
    const sheet = page.getByRole("dialog", { name: `Roll back ${component} in production` });
    await sheet.getByText("configure", { exact: true }).waitFor();
    await sheet.getByRole("button", { name: "Roll back" }).click();
    await page.waitForURL("**/runs/*");
    console.log(`   ${(await rig.counts()).clicks} clicks`);
    await ended();
  });

  await rig.byKeyboard("two environments compared, and forward again by a rollback", async () => {
    const keys = page.keyboard;
    await keys.press("g");
    await keys.press("e");
    const cell = (environment) => page.getByRole("button", { name: new RegExp(`in ${environment}: compare`) });
    await cell("staging").waitFor();
    await rig.tabTo(cell("staging"));
    await keys.press("Enter");
    await rig.tabTo(cell("production"));
    await keys.press("Enter");
    const comparison = page.getByRole("dialog", { name: `${component}: staging and production` });
    await comparison.getByText("Both run the same commit.").waitFor();
    await keys.press("Escape");
    await comparison.waitFor({ state: "hidden" });

    const more = page.getByRole("button", { name: `More for ${component} in production` });
    await rig.tabTo(more);
    await keys.press("Enter");
    await page.getByRole("menu").waitFor();
    // Escape leaves the menu and is back where it was opened.
    await keys.press("Escape");
    await page.getByRole("menu").waitFor({ state: "hidden" });
    await rig.tabTo(more, { most: 1 });
    await keys.press("Enter");
    await page.getByRole("menu").waitFor();
    await rig.tabTo(page.getByRole("menuitem", { name: "Roll back" }), { key: "ArrowDown" });
    await keys.press("Enter");
    const sheet = page.getByRole("dialog", { name: `Roll back ${component} in production` });
    await sheet.getByText("configure", { exact: true }).waitFor();
    await keys.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    await rig.tabTo(more, { most: 1 });
    await keys.press("Enter");
    await rig.tabTo(page.getByRole("menuitem", { name: "Roll back" }), { key: "ArrowDown" });
    await keys.press("Enter");
    await sheet.getByText("configure", { exact: true }).waitFor();
    await rig.tabTo(sheet.getByRole("button", { name: "Roll back" }));
    await keys.press("Enter");
    await page.waitForURL("**/runs/*");
    await ended();
  });
});
