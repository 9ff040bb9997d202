// A promotion waits for a second person; a plan that changes meanwhile is asked for again; a freeze holds up what is new.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("approve", { demo: true }, async ({ page, rig, server, open }) => {
  const component = server.demo.component;
  await server.request("POST", "/api/v1/users", { name: "vera", displayName: "vera", roles: ["platform"] });

  await rig.signIn({ at: "/approvals" });
  await page.getByText("Nothing waits for an approval.").waitFor();
  await rig.step("the rule: one approval for staging, not by who asked", async () => {
    await page.getByRole("button", { name: "Rules and freezes" }).click();
    await page.getByRole("button", { name: "Change the rule of staging" }).click();
    const rule = page.getByRole("form", { name: "Rule of staging" });
    await rule.getByRole("combobox", { name: "Approvals" }).selectOption("1");
    await rule.getByRole("button", { name: "Save" }).click();
    await page.getByText("One approval by somebody of the team, not by who asked.").waitFor();
  });
  await rig.look("rules");

  await rig.step("a promotion asks for it, with a reason", async () => {
    await page.goto(`${server.url}/environments`);
    await page.getByRole("button", { name: `Promote ${component} to staging` }).click();
    const plan = page.getByRole("dialog", { name: `Promote ${component} to staging` });
    await plan.getByText("1 approval, not counting who asked").waitFor();
    await plan.getByRole("textbox", { name: "Why, for whoever approves it" }).fill("The new page <b>today</b>");
    await rig.keep("plan");
    await plan.getByRole("button", { name: "Ask for approval" }).click();
    await page.waitForURL("**/runs/*");
    const asked = page.getByRole("region", { name: "Approvals" }).getByRole("article");
    await asked.getByText("The new page <b>today</b>").waitFor();
    await asked.getByText(/Whoever asked for a deployment cannot approve it/).waitFor();
    assert.equal(await asked.getByRole("button", { name: "Approve this plan" }).count(), 0);
  });
  await rig.look("waiting");

  const second = await open();
  await second.signIn({ user: "vera", at: "/" });
  second.resetCounts();
  await second.step("a second person is led to it from Home", async () => {
    await second.page
      .getByRole("region", { name: "Needs you" })
      .getByRole("link", { name: `${component} waits for your approval` })
      .click();
    await second.page.getByRole("button", { name: "Approve this plan" }).waitFor();
  });

  await second.step(
    "the configuration changes meanwhile: what was asked for is stale, and asked for again",
    async () => {
      await server.request("PUT", `/api/v1/configuration/${component}/staging`, { values: { PAGE_SIZE: "20" } });
      const approvals = second.page.getByRole("region", { name: "Approvals" });
      await approvals.getByText("The plan changed before enough had agreed to it.").waitFor();
      await approvals.getByText("the plan changed, so it is asked for again").waitFor();
      assert.equal(await approvals.getByRole("button", { name: "Approve this plan" }).count(), 1);
    },
  );
  await second.look("stale");

  await second.step("the new plan is approved, and exactly that is done", async () => {
    await second.page.getByRole("button", { name: "Approve this plan" }).click();
    const id = second.page.url().split("/").at(-1);
    await page
      .getByText(/^(Succeeded|Failed)$/)
      .first()
      .waitFor({ timeout: 90_000 });
    assert.equal((await server.request("GET", `/api/v1/runs/${id}`)).state, "succeeded");
    const { items } = await server.request("GET", `/api/v1/deployments?component=${component}&environment=staging`);
    assert.equal(items[0].configurationVersion, 1);
  });
  console.log(`   ${(await second.counts()).clicks} clicks of the second person`);

  await rig.step("a freeze says what holds a deployment up", async () => {
    await page.goto(`${server.url}/approvals?show=rules`);
    await page.getByRole("button", { name: "Freeze deployments" }).click();
    const form = page.getByRole("form", { name: "New freeze" });
    await form.getByRole("textbox", { name: "Why" }).fill("Stocktaking");
    await form.getByRole("combobox", { name: "Environments" }).selectOption("production");
    await form.getByRole("button", { name: "Freeze", exact: true }).click();
    await page.getByText("Stocktaking").waitFor();
    const answer = await fetch(`${server.url}/api/v1/promotions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ component, from: "staging", to: "production" }),
    });
    assert.equal(answer.status, 409);
    const problem = await answer.json();
    assert.equal(problem.code, "delivery.frozen");
    assert.match(problem.detail, /Stocktaking/);
  });
  await rig.look("frozen");

  await rig.byKeyboard("the freeze is ended", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("v");
    const rules = page.getByRole("button", { name: "Rules and freezes" });
    await rules.waitFor();
    await rig.tabTo(rules);
    await page.keyboard.press("Enter");
    const end = page.getByRole("button", { name: "End the freeze: Stocktaking" });
    await end.waitFor();
    await rig.tabTo(end);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is frozen.").waitFor();
  });
});
