// A broken version is explained on its run's page, while production keeps serving the one before.
import assert from "node:assert/strict";
import { get } from "node:http";
import { finishedRun, withClone } from "./git.mjs";
import { journey } from "./rig.mjs";

await journey("failure", { demo: true }, async ({ page, rig, server }) => {
  const { component } = server.demo;
  const table = page.getByRole("table", { name: "Runs" });
  const why = page.getByRole("region", { name: "Why it failed" });
  const serves = async () => {
    const { environments } = await server.request("GET", `/api/v1/components/${component}/status`);
    const production = environments.find(({ type }) => type === "production");
    const { hostname, port } = new URL(production.url);
    // By address: not every machine knows names below localhost.
    const status = await new Promise((resolve, reject) =>
      get({ host: "127.0.0.1", port, headers: { Host: hostname } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on("error", reject),
    );
    return { ...production, status };
  };

  await server.cli("promote", component, "development", "staging");
  await server.cli("promote", component, "staging", "production");
  const before = await serves();
  assert.equal(before.status, 200);
  await rig.signIn({ at: "/runs" });

  await withClone(server, component, async (clone) => {
    clone.edit(
      "test/api.test.js",
      (text) => `${text}\ntest("it adds", () => { throw new Error("1 and 1 are not 3"); });\n`,
    );
    const failing = await rig.step("a push with a failing test ends as a failed pipeline", async () =>
      finishedRun(server, "pipeline", await clone.push("Add up")),
    );
    assert.equal(failing.state, "failed");

    rig.resetCounts();
    await rig.step("its page says which step failed, what it wrote and what to do", async () => {
      await page.getByRole("button", { name: "Failed" }).click();
      await table.getByRole("link").first().click();
      await why.getByRole("heading", { name: /Step 'Test' of 'build' ended with exit code 1/ }).waitFor();
      await why.getByText("1 and 1 are not 3").first().waitFor();
      await why.getByText("What to do").waitFor();
    });
    await rig.step("a line of it leads to its place in the log", async () => {
      await why
        .getByRole("button", { name: /^Link to line/ })
        .first()
        .click();
      await page.locator(".log-line[data-target]").waitFor();
    });
    assert.ok((await rig.counts()).clicks <= 3);
    await rig.look("pipeline");

    clone.edit("test/api.test.js", (text) => text.replace(/\ntest\("it adds".*\n/, "\n"));
    clone.edit("server.js", (text) =>
      text.replace(
        /^(#!.*\n)?/,
        (start) =>
          `${start}if (process.argv[2] !== "migrate") { console.error("Error: the licence has run out"); process.exit(3); }\n`,
      ),
    );
    const commit = await clone.push("Check the licence");
    assert.equal((await finishedRun(server, "pipeline", commit)).state, "succeeded");
    const rollout = await rig.step("a version that does not start ends as a failed deployment", () =>
      finishedRun(server, "deployment", commit),
    );
    assert.equal(rollout.state, "failed");
  });

  await rig.byKeyboard("its page says why, and where", async () => {
    await page.goto(`${server.url}/runs?state=failed,timed_out`);
    await table.getByRole("link").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await why.getByRole("heading", { name: /Wait until it is healthy/ }).waitFor();
    await why.getByText("the licence has run out").first().waitFor();
    await why
      .getByText(/received no traffic/)
      .first()
      .waitFor();
    await rig.tabTo(why.getByRole("button", { name: "Show where" }));
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: /^Log of .*Wait until it is healthy/ }).waitFor();
  });
  await rig.look("deployment");

  await rig.step("production serves the version of before", async () => {
    const after = await serves();
    assert.equal(after.status, 200);
    assert.equal(after.release, before.release);
  });
  const { lastRun } = await server.request("GET", `/api/v1/components/${component}/status`);
  assert.match(lastRun.nextAction, /towpath run/);
});
