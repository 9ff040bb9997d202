// A platform starts small: six entries. It names its product owner, opens a capability to one team first, then to all,
// and leads to another system for what that one does.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const small = ["Catalog", "Create", "Runs", "Environments", "Docs", "Feedback"];

await journey("platform", { environment: { TOWPATH_PROFILE: "mvp" } }, async ({ page, rig, server, open }) => {
  for (const [name, group] of [
    ["paula", "payments"],
    ["luis", "logistics"],
  ]) {
    await server.cli("group", "create", group);
    await server.cli("user", "create", name, "--role", "member");
    await server.cli("group", "add", group, name);
  }
  const entries = (where) => where.locator(".rail-items .rail-item").allInnerTexts();
  const ofPaula = await open();
  const ofLuis = await open();

  await rig.signIn();
  await rig.step("the small profile shows what a team needs to begin with", async () => {
    assert.deepEqual(await entries(page), small);
  });

  rig.resetCounts();
  await rig.step("the platform gets a product owner", async () => {
    await page.getByRole("button", { name: /Account of/ }).click();
    await page.getByRole("menuitem", { name: "Our platform" }).click();
    await page.getByText("5 roles have nobody.").waitFor();
    await page.getByRole("button", { name: "Name the product owner" }).click();
    await page.getByRole("combobox", { name: /^Product owner/ }).fill("admin"); // takes who is named
    await page.getByRole("button", { name: "Not admin" }).waitFor();
    await page.keyboard.press("Enter"); // and saves
    await page.getByText("4 roles have nobody.").waitFor();
  });
  assert.ok((await rig.counts()).clicks <= 3);
  await rig.step("and a scope", async () => {
    await page.getByRole("button", { name: "Write down the scope" }).click();
    await page.getByRole("textbox", { name: /^Belongs to it/ }).fill("Services in containers\nTheir databases");
    await page.getByRole("textbox", { name: /^Does not/ }).fill("Desktop programs");
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("listitem")
      .filter({ hasText: /^Their databases$/ })
      .waitFor();
  });
  await rig.look("product");

  await ofPaula.signIn({ user: "paula", at: "/platform" });
  await ofLuis.signIn({ user: "luis", at: "/outcomes" });
  await rig.step("what is off says so, and how it comes on", async () => {
    await ofLuis.page.getByText("Outcomes is switched off here.").first().waitFor();
  });
  await rig.step("outcomes are opened to one team first, whose rail follows", async () => {
    await page.getByRole("button", { name: "Offer Outcomes …" }).click();
    await page.getByRole("radio", { name: /Some teams first/ }).click();
    await page.getByRole("checkbox", { name: "payments" }).click();
    await page.getByRole("button", { name: "Offer", exact: true }).click();
    await page.getByRole("listitem", { name: "Outcomes" }).getByText("for payments").waitFor();
    await ofPaula.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Outcomes" }).waitFor();
    assert.deepEqual(await entries(ofLuis.page), small);
  });
  await ofPaula.step("and it works for them", async () => {
    await ofPaula.page.getByRole("link", { name: "Outcomes" }).first().click();
    await ofPaula.page.getByRole("heading", { name: "Outcomes", level: 1 }).waitFor();
    assert.equal(await ofPaula.page.getByText("switched off").count(), 0);
  });

  await rig.step("by the keyboard: documentation is another system's", async () => {
    const offer = page.getByRole("button", { name: "Offer Documentation …" });
    await offer.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("radio", { name: /Everybody/ }).waitFor();
    await page.locator('input[type="radio"]:focus').waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("https://docs.example.org");
    await page.keyboard.press("Enter");
    await page.locator('.rail-item[href="https://docs.example.org"]').waitFor();
  });
  await rig.look("offered");

  await rig.step("everything shows when the platform team says so", async () => {
    await page.getByRole("radio", { name: /Everything/ }).click();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" }).waitFor();
    await ofLuis.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Learn" }).waitFor();
    // Opened to one team, and still so.
    assert.ok(!(await entries(ofLuis.page)).includes("Outcomes"));
  });
  await ofPaula.look("member");
});
