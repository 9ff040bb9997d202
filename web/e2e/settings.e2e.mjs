// A token is made, used and revoked; a user gets a link to sign in with; the audit log knows of all of it.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("settings", {}, async ({ page, rig, server }) => {
  const answers = async (token) =>
    (await fetch(`${server.url}/api/v1/runs`, { headers: { Authorization: `Bearer ${token}` } })).status;
  await rig.signIn({ at: "/settings/tokens" });

  rig.resetCounts();
  const token = await rig.step("a token is made and shown once", async () => {
    await page.getByLabel("Name").click();
    await page.getByLabel("Name").pressSequentially("laptop");
    await page.getByRole("button", { name: "Create token" }).click();
    return (await page.locator(".setting-once code").innerText()).trim();
  });
  assert.ok((await rig.counts()).clicks <= 2);
  assert.equal(await answers(token), 200);
  await rig.look("tokens");
  await page.reload();
  await page.getByText("laptop").waitFor();
  assert.equal(await page.getByText(token).count(), 0);

  await rig.step("revoked, it works no more", async () => {
    await page.getByRole("button", { name: "Revoke laptop" }).click();
    await page.getByText("laptop").waitFor({ state: "detached" });
    assert.equal(await answers(token), 401);
  });

  await rig.byKeyboard("another one, with a scope", async () => {
    await rig.tabTo(page.getByLabel("Name"));
    await page.keyboard.type("ci");
    await page.keyboard.press("Tab");
    await page.keyboard.type("run.read");
    await page.keyboard.press("Enter");
    await page.getByText("run.read ·").waitFor();
    const scoped = (await page.locator(".setting-once code").innerText()).trim();
    assert.equal(await answers(scoped), 200);
    await rig.tabTo(page.getByRole("button", { name: "Revoke ci" }));
    await page.keyboard.press("Enter");
    await page.getByText("run.read ·").waitFor({ state: "detached" });
    assert.equal(await answers(scoped), 401);
  });

  await rig.step("a new user gets a link that signs in", async () => {
    await page.goto(`${server.url}/settings/users`);
    await page.getByLabel("Sign-in name").fill("mina");
    await page.getByRole("button", { name: "Create user" }).click();
    await page.getByRole("button", { name: "Sign-in link for mina" }).click();
    await page.getByText(/\/sign-in\?code=/).waitFor();
  });
  await rig.look("users");

  for (const section of ["profile", "sessions", "groups", "environments", "server"]) {
    await page.goto(`${server.url}/settings/${section}`);
    await page.locator(".setting").first().waitFor();
    await rig.look(section);
  }

  await rig.step("a quota is written, looked at, and then said", async () => {
    await page.goto(`${server.url}/settings/environments`);
    await page.getByRole("button", { name: "Change what ephemeral environments inherit" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Quotas: how much there may be").click();
    await sheet.getByRole("group", { name: "Those of each project" }).getByLabel("Environments").fill("5");
    await rig.look("quotas");
    await sheet.getByRole("button", { name: "See what changes" }).click();
    await sheet.getByText("No environment changes.").waitFor();
    await sheet.getByRole("button", { name: "Change it" }).click();
    await sheet.waitFor({ state: "detached" });
    await page.getByText("1 quota").waitFor();
  });

  await rig.step("the audit log holds what was done, and verifies", async () => {
    await page.goto(`${server.url}/audit?type=identity.`);
    await page.getByRole("button", { name: "identity.token.created" }).first().click();
    await page.getByRole("group", { name: "Before and after" }).waitFor();
    await page.getByRole("button", { name: "Verify chain" }).click();
    await page.getByText(/^The chain holds/).waitFor();
  });
  await rig.look("audit");

  await rig.step("the API reference shows an operation as a call", async () => {
    await page.goto(`${server.url}/api-reference`);
    await page.getByLabel("Find operations").fill("cancel");
    await page.getByText(/curl -X POST .*\/cancellation/).waitFor();
  });
  await rig.look("api-reference");
});
