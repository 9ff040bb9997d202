// Somebody finds a service, reads every tab of its page and changes a configuration value: with the mouse, then with
// the keyboard alone. Nothing was configured for the service.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const read = {
  Overview: (page) => page.getByRole("region", { name: "Timeline" }).getByText(/rel-1 deployed to development/),
  Logs: (page) => page.getByRole("group", { name: "Log lines" }).locator(".log-text").first(),
  Metrics: (page) => page.getByRole("img", { name: /^Memory over time/ }),
  Docs: (page) => page.getByRole("article"),
  API: (page) => page.getByRole("button", { name: /GET \/notes/ }).first(),
  Code: (page) => page.getByRole("button", { name: "score.yaml" }),
  Settings: (page) => page.getByRole("form", { name: "Set a value" }),
};

await journey("service", { demo: true }, async ({ page, rig, server }) => {
  const name = server.demo.component;
  const tabs = page.getByRole("tablist");
  await rig.signIn({ at: "/catalog" });

  await rig.step("the service is found in the catalog, with the version that runs", async () => {
    const row = page.getByRole("row", { name: new RegExp(name) }).first();
    await row.getByText("rel-1").waitFor();
    await rig.look("catalog");
    await row.getByRole("link").first().click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
  });

  for (const [tab, content] of Object.entries(read)) {
    await rig.step(`the tab ${tab} is filled`, async () => {
      await tabs.getByRole("tab", { name: tab, exact: true }).click();
      await content(page).waitFor();
    });
    await rig.look(tab.toLowerCase());
  }

  await rig.step("an operation opens with its parameters and examples", async () => {
    await tabs.getByRole("tab", { name: "API", exact: true }).click();
    await page
      .getByRole("button", { name: /POST \/notes/ })
      .first()
      .click();
    await page.getByRole("region", { name: "Body" }).getByRole("group", { name: "Example" }).waitFor();
    assert.match(decodeURIComponent(page.url()), /operation="?post[ +]\/notes/);
  });
  await rig.look("operation");

  await rig.step("a file is shown with its colours, and a line has an address", async () => {
    await tabs.getByRole("tab", { name: "Code", exact: true }).click();
    await page.getByRole("button", { name: "score.yaml" }).click();
    await page.locator(".hl-a").first().waitFor();
    await page.getByRole("button", { name: "Link to line 3", exact: true }).click();
    await page.waitForURL(/line=3/);
  });
  await rig.look("file");

  await rig.step("a configuration value is set, makes a version and is part of the timeline", async () => {
    await tabs.getByRole("tab", { name: "Settings", exact: true }).click();
    const form = page.getByRole("form", { name: "Set a value" });
    await form.getByLabel("Name").fill("PAGE_SIZE");
    await form.getByLabel("Value").fill("20");
    await form.getByRole("button", { name: "Set value" }).click();
    await page.getByText(/Version 1 of development was made/).waitFor();
    await tabs.getByRole("tab", { name: "Overview", exact: true }).click();
    await page
      .getByRole("region", { name: "Timeline" })
      .getByText(/configuration v1 of development: PAGE_SIZE/)
      .waitFor();
  });

  await rig.step("the manual and the service's own pages are one library", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.getByRole("searchbox", { name: "Search all documentation" }).fill("score");
    await page.locator(".doc-matches li").first().waitFor();
    await rig.look("docs-search");
    await page.locator(".doc-matches").getByRole("link").first().click();
    await page.getByRole("article").waitFor();
  });
  await rig.look("docs");

  await rig.byKeyboard("to the service, through its tabs, and to another value", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page
      .getByRole("row", { name: new RegExp(name) })
      .first()
      .waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(name);
    await rig.tabTo(
      page
        .getByRole("table")
        .getByRole("link", { name: new RegExp(name) })
        .first(),
    );
    await page.keyboard.press("Enter");
    await tabs.waitFor();
    const chosen = () => page.getByRole("tab", { selected: true }).innerText();
    for (const tab of Object.keys(read).slice(1)) {
      for (let before = await chosen(); !before.startsWith(tab); before = await chosen()) {
        await page.keyboard.press("]");
        await page.waitForFunction(
          (text) => document.querySelector('[role="tab"][aria-selected="true"]').innerText !== text,
          before,
        );
      }
      await read[tab](page).waitFor();
    }
    await rig.tabTo(page.getByRole("button", { name: "Change PAGE_SIZE in development" }));
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "PAGE_SIZE in development" }).waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("50");
    await page.keyboard.press("Enter");
    await page.getByText(/Version 2 of development was made/).waitFor();
  });
});
