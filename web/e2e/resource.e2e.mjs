// A running service gets a second database: picked, looked at, merged, deployed, and its values are in the process that
// runs. Then a secret by keyboard alone.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { journey } from "./rig.mjs";

/** The variables of processes that run with this one. */
function processesWith(variable) {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return Object.fromEntries(
          readFileSync(`/proc/${pid}/environ`, "utf8")
            .split("\0")
            .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
        );
      } catch {
        return {}; // It has ended, or is another user's.
      }
    })
    .filter((variables) => variable in variables);
}

await journey("resource", { demo: true }, async ({ page, rig, server }) => {
  const name = server.demo.component;
  const tabs = page.getByRole("tablist");
  const resource = async (wanted) => {
    const { items } = await server.request("GET", `/api/v1/resources?component=${name}&environment=development`);
    return items.find((each) => each.name === wanted && each.state === "active");
  };
  const sheet = page.getByRole("dialog");

  await rig.signIn({ at: `/catalog/component/default/${name}` });
  await tabs.waitFor();
  rig.resetCounts();
  await rig.step("a database is picked, and what would come of it is shown", async () => {
    await tabs.getByRole("tab", { name: "Resources", exact: true }).click();
    await page.getByRole("button", { name: "Add a resource" }).click();
    await sheet.getByRole("radio", { name: /^postgres/ }).click();
    await sheet.getByText("POSTGRES_PASSWORD: ${resources.postgres.password}").waitFor();
    assert.equal(await sheet.getByRole("region", { name: "What will be made" }).getByRole("listitem").count(), 3);
  });
  const clicksToSee = (await rig.counts()).clicks;
  await rig.look("sheet");
  rig.resetCounts();
  await rig.step("the change is opened", async () => {
    await sheet.getByRole("button", { name: "Open the change" }).click();
    await page.getByRole("heading", { name: /Add postgres/ }).waitFor();
    await page.getByText("Nothing is in the way.").waitFor();
  });
  const clicksToOpen = (await rig.counts()).clicks;
  await rig.look("change");
  rig.resetCounts();
  const merging = performance.now();
  await rig.step("it is merged", async () => {
    await page.getByRole("button", { name: "Merge into main" }).click();
    await page.getByRole("heading", { name: "Merged" }).waitFor();
  });
  const clicks = clicksToSee + clicksToOpen + (await rig.counts()).clicks;
  await rig.step("the database is there and its values are in the process that serves", async () => {
    await page.goto(`${server.url}/catalog/component/default/${name}?tab=resources`);
    await page
      .getByRole("listitem")
      .filter({ hasText: "postgres postgres" })
      .filter({ hasText: "development" })
      .waitFor({ timeout: 60_000 });
    const { outputs } = await until(() => resource("postgres"));
    const [running] = await until(() => {
      const found = processesWith("POSTGRES_PASSWORD").filter((each) => each.POSTGRES_NAME === outputs.name);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(running.POSTGRES_HOST, outputs.host);
    assert.equal(running.POSTGRES_PORT, String(outputs.port));
    assert.ok(running.POSTGRES_PASSWORD.length >= 16);
    const { mergeCommit } = await server.request("GET", `/api/v1/repositories/${name}/changes/1`);
    await until(async () => {
      const { environments } = await server.request("GET", `/api/v1/components/${name}/status`);
      return environments.find((each) => each.name === "development" && each.commit === mergeCommit);
    });
  });
  console.log(
    `   ${clicks} clicks; from the merge to the values in the process: ${((performance.now() - merging) / 1000).toFixed(2)} s`,
  );
  assert.ok(clicks <= 5, `${clicks} clicks`);
  await rig.look("resources");

  await rig.step("a wrong name is refused beside the form, and nothing typed is lost", async () => {
    await page.getByRole("button", { name: "Add a resource" }).click();
    await sheet.getByRole("radio", { name: /^secret/ }).click();
    await sheet.getByLabel("Name in score.yaml").fill("Not A Name");
    await sheet.getByRole("alert").getByText("/name").waitFor();
    assert.ok(await sheet.getByRole("button", { name: "Open the change" }).isDisabled());
    assert.equal(await sheet.getByLabel("Name in score.yaml").inputValue(), "Not A Name");
  });
  await rig.look("refused");
  await page.keyboard.press("Escape");

  await rig.step("by keyboard alone: a secret with a name of one's own", async () => {
    await rig.tabTo(page.getByRole("button", { name: "Add a resource" }));
    await page.keyboard.press("Enter");
    await rig.tabTo(sheet.getByRole("radio").first());
    const secret = sheet.getByRole("radio", { name: /^secret/ });
    while (!(await secret.isChecked())) await page.keyboard.press("ArrowDown");
    await rig.tabTo(sheet.getByRole("button", { name: "Change names" }));
    await page.keyboard.press("Enter");
    await rig.tabTo(sheet.getByLabel("value (secret)"));
    await page.keyboard.press("Control+A");
    await page.keyboard.type("SESSION_KEY");
    await sheet.getByText("SESSION_KEY: ${resources.secret.value}").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Add secret/ }).waitFor();
    await page.getByText("Nothing is in the way.").waitFor();
    await rig.tabTo(page.getByRole("button", { name: "Merge into main" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Merged" }).waitFor();
    await until(() => processesWith("SESSION_KEY")[0]);
  });
});

/** What `look` answers once it answers something. */
async function until(look) {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`nothing came of ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
