// A wrong value in a form is said beside it, and a session that ends in the middle of a form loses nothing.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("form", { quiet: [/401/] }, async ({ page, rig, server }) => {
  await server.request("POST", "/api/v1/groups", { name: "shop" });
  await rig.signIn({ at: "/create/node-service" });
  const name = page.getByLabel(/^Name/);

  await rig.byKeyboard("a wrong value is explained beside its field, and the form does not go on", async () => {
    await rig.tabTo(name);
    await page.keyboard.type("No Good");
    await rig.tabTo(page.getByRole("button", { name: "Review" }));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
    assert.ok((await page.locator(".field-problem").count()) >= 1);
    assert.equal(await page.getByRole("heading", { name: "Review" }).count(), 0);
  });
  await rig.look("wrong");

  await rig.byKeyboard("it is put right, and the owner is found by typing", async () => {
    await page.keyboard.press("Control+A");
    await page.keyboard.type("good-shop");
    await rig.tabTo(page.getByRole("combobox", { name: /^Owner/ }));
    await page.keyboard.type("shop");
    await page.getByRole("option", { name: /shop/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Preview" }).getByText("# good-shop").first().waitFor();
  });

  await rig.step("a session that ended is signed in again, and the answers are there", async () => {
    await rig.tabTo(page.getByLabel(/^Description/));
    await page.keyboard.type("Sells good things.");
    await rig.context.clearCookies();
    await page.keyboard.type("!"); // It asks the server again, unless something else did already.
    await page.getByLabel("User").waitFor();
    assert.match(page.url(), /next=/);
    const link = await server.signInLink();
    const next = new URL(page.url()).searchParams.get("next");
    await page.goto(`${link}&next=${encodeURIComponent(next)}`);
    await page.waitForFunction(() => document.activeElement?.value === "good-shop");
    assert.match(await page.getByLabel(/^Description/).inputValue(), /^Sells good things\.!?$/);
    assert.equal(await page.getByRole("combobox", { name: /^Owner/ }).inputValue(), "shop");
  });

  await rig.step("a reload keeps them, too", async () => {
    await page.reload();
    await page.waitForFunction(() => document.activeElement?.value === "good-shop");
  });

  await rig.step("somebody else at the same browser does not see them", async () => {
    await server.request("POST", "/api/v1/users", { name: "eve", roles: ["member"] });
    await page.goto(`${await server.signInLink("eve")}&next=${encodeURIComponent("/create/node-service")}`);
    await page.getByLabel(/^Name/).waitFor();
    assert.equal(await page.getByLabel(/^Name/).inputValue(), "");
  });
});
