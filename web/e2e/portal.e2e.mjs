// A newcomer signs in by the link, finds the service just made and reads its run.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("portal", { demo: true }, async ({ page, rig, server }) => {
  const table = (name) => page.getByRole("table", { name });

  await rig.step("the portal asks to sign in, under a strict policy", async () => {
    const answer = await page.goto(server.url);
    await page.getByLabel("User").waitFor();
    const policy = answer.headers()["content-security-policy"] ?? "";
    assert.match(policy, /script-src 'self'/);
    assert.doesNotMatch(policy, /unsafe-/);
  });

  await rig.step("a one-time link signs in and leads to the catalog", async () => {
    await rig.signIn({ at: "/catalog" });
    await table("Entities").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    assert.ok((await table("Entities").getByRole("link").count()) > 0);
  });
  await rig.look("catalog");

  await rig.step("a component has its page", async () => {
    await table("Entities").getByRole("link", { name: server.demo.component }).first().click();
    await page.getByRole("region", { name: "About" }).waitFor();
  });
  await rig.look("entity");

  await rig.step("a run shows its log", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await table("Runs").getByRole("link").first().click();
    await page.getByRole("region", { name: /^Log of / }).waitFor();
    await page
      .getByRole("button", { name: /^Link to line/ })
      .first()
      .waitFor();
  });
  await rig.look("run");

  await rig.step("the session outlives a reload", async () => {
    await page.reload();
    await page.getByRole("region", { name: /^Log of / }).waitFor();
  });

  await rig.step("signing out ends the session", async () => {
    await page.getByRole("button", { name: /Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel("User").waitFor();
    await page.goto(`${server.url}/runs`);
    await page.getByLabel("User").waitFor();
  });
});
