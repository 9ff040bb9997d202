// A branch becomes a change, a second person reviews it, it is merged, built and promoted to staging. A second change
// goes the same way by keyboard alone.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("change", { demo: true }, async ({ page, rig, server, open }) => {
  const name = server.demo.component;
  const started = performance.now();
  await server.request("POST", "/api/v1/users", { name: "bea", roles: ["admin"] });
  const openChange = (title, source, content, path = "docs/greeting.md") =>
    server.request("POST", `/api/v1/repositories/${name}/changes`, { title, source, files: [{ path, content }] });
  const owners = await openChange("Say who is asked", "owners", "docs/ @bea\n", "CODEOWNERS");
  await server.request("POST", `/api/v1/repositories/${name}/changes/${owners.number}/merge`, {});
  await server.request("PUT", `/api/v1/repositories/${name}/protections/main`, { requiredApprovals: 1 });
  const first = await openChange("Say hello", "say-hello", "# Greeting\n\nHello.\n");

  await rig.step("the author finds the change and may not merge it yet", async () => {
    await rig.signIn({ at: "/changes?state=open" });
    await page.getByRole("link", { name: /Say hello/ }).click();
    await page.getByText("1 approval is needed and none is given.").waitFor();
    assert.ok(await page.getByRole("button", { name: "Merge into main" }).isDisabled());
    assert.equal(await page.getByRole("button", { name: "Approve" }).count(), 0, "nobody judges a change of their own");
  });
  await rig.look("conversation");

  const second = await open();
  const reviewer = second.page;
  await rig.step("a second person finds it, comments on a line and approves", async () => {
    await second.signIn({ user: "bea", at: "/" });
    await reviewer
      .getByRole("region", { name: "Needs you" })
      .getByRole("link", { name: /Say hello/ })
      .waitFor();
    await second.look("asked");
    await reviewer.getByRole("link", { name: /Say hello/ }).click();
    await reviewer.getByRole("button", { name: "Files" }).click();
    await reviewer.getByRole("button", { name: "Comment on line 3" }).click();
    await reviewer.getByRole("textbox", { name: "Comment on line 3" }).pressSequentially("Friendly.");
    await reviewer.getByRole("button", { name: "Comment", exact: true }).click();
    await reviewer.getByText("Friendly.", { exact: true }).waitFor();
  });
  await second.look("files");
  await rig.step("the author sees the approval without asking", async () => {
    await reviewer.getByRole("button", { name: /^Conversation/ }).click();
    await reviewer.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Nothing is in the way.").waitFor();
  });
  await rig.step("it is merged", async () => {
    await page.getByRole("button", { name: "Merge into main" }).click();
    await page.getByRole("heading", { name: "Merged" }).waitFor();
    await page
      .getByRole("status", { name: "What was just done" })
      .getByText(`Merged #${first.number} into main`)
      .waitFor();
  });
  const { mergeCommit } = await server.request("GET", `/api/v1/repositories/${name}/changes/${first.number}`);
  await rig.step("its commit is built, deployed to development and promoted to staging", async () => {
    await deployed("development", mergeCommit);
    await server.cli("promote", name, "development", "staging");
    await deployed("staging", mergeCommit);
  });
  await rig.step("policies were told which change brought it and who approved that", async () => {
    const { items } = await server.request("GET", `/api/v1/decisions?subject=component:default/${name}&gate=promote`);
    const { input } = await server.request("GET", `/api/v1/decisions/${items[0].id}`);
    assert.equal(input.commit.sha, mergeCommit);
    assert.equal(input.commit.change.number, first.number);
    assert.deepEqual(input.commit.approvedBy, ["user:default/bea"]);
  });
  console.log(`   from the branch to staging: ${((performance.now() - started) / 1000).toFixed(2)} s`);

  const third = await openChange("Say more", "say-more", "# Greeting\n\nHello, and welcome.\n");
  await second.byKeyboard("found, commented, approved and merged", async () => {
    const keys = reviewer.keyboard;
    await keys.press("g");
    await keys.press("m");
    await reviewer.getByRole("link", { name: /Say more/ }).waitFor();
    await keys.press("j");
    await keys.press("Enter");
    await reviewer.getByRole("button", { name: "Approve" }).waitFor();
    await tabTo(reviewer, "Files");
    await keys.press("Enter");
    await reviewer.getByRole("region", { name: "docs/greeting.md" }).waitFor();
    await keys.press("j");
    await keys.press("c");
    await reviewer.getByRole("textbox", { name: /^Comment on line/ }).waitFor();
    await keys.type("Warmer.");
    await keys.press("Control+Enter");
    await reviewer.getByText("Warmer.", { exact: true }).waitFor();
    await reviewer.getByRole("textbox", { name: /^Comment on line/ }).waitFor({ state: "hidden" });
    await tabTo(reviewer, /^Conversation/);
    await keys.press("Enter");
    await tabTo(reviewer, "Approve");
    await keys.press("Enter");
    await reviewer.getByText("Nothing is in the way.").waitFor();
    await tabTo(reviewer, "Merge into main");
    await keys.press("Enter");
    await reviewer.getByRole("heading", { name: "Merged" }).waitFor();
  });
  assert.equal((await server.request("GET", `/api/v1/repositories/${name}/changes/${third.number}`)).state, "merged");

  await rig.step("the repository lists its commits and what its branch demands", async () => {
    await page.goto(`${server.url}/repositories`);
    await page.getByRole("link", { name }).first().click();
    await page.getByRole("heading", { name: "What main demands" }).waitFor();
  });
  await rig.look("repository");

  /** Until the commit is in force in the environment. */
  async function deployed(environment, commit) {
    for (const deadline = Date.now() + 120_000; ;) {
      const { environments } = await server.request("GET", `/api/v1/components/${name}/status`);
      if (environments.some((each) => each.name === environment && each.commit === commit)) return;
      if (Date.now() > deadline) throw new Error(`${commit} did not get to ${environment}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Presses Tab until the focus is on the button of that name. */
  async function tabTo(where, button) {
    const target = where.getByRole("button", { name: button }).first();
    for (let steps = 0; steps < 80; steps++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await where.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${String(button)}`);
  }
});
