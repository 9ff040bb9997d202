// Every page that can be reached from the rail, in light and dark, wide and narrow, with hostile names in the catalog:
// no serious finding of axe, no console error, no violation of the policy, and every name is text.
import assert from "node:assert/strict";
import { hostile, registerHostile } from "./hostile.mjs";
import { journey } from "./rig.mjs";

await journey("tour", { demo: true }, async ({ page, rig, server }) => {
  const names = await registerHostile(server);
  await rig.signIn();

  await rig.step("home shows the service just made, live", async () => {
    const card = page.getByRole("article", { name: server.demo.component });
    await card.waitFor();
    await card.getByText("Healthy").first().waitFor();
    assert.equal(await card.getByRole("link", { name: /localhost/ }).getAttribute("href"), server.demo.url);
  });
  await rig.look("home");

  const areas = await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => ({ path: new URL(link.href).pathname, label: link.textContent })));
  const pages = [
    ...areas.filter(({ path }) => path !== "/"),
    { path: "/health", label: "Service health" },
    { path: `/catalog/component/default/${server.demo.component}`, label: "Component" },
    ...names.map((name) => ({ path: `/catalog/component/default/${name}`, label: name })),
  ];
  for (const { path, label } of pages) {
    await rig.step(`${label} is there`, async () => {
      await page.goto(`${server.url}${path}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => undefined); // The stream stays open.
      assert.equal(await page.evaluate(() => window.broken), undefined, "a name was run");
      assert.equal(await page.locator("img[src=x]").count(), 0, "a name became an element");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} px too wide`);
    });
    await rig.look(label.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"));
  }

  await rig.step("hostile titles are text", async () => {
    await page.goto(`${server.url}/catalog/component/default/${names[0]}`);
    await page.getByText(hostile.markup).first().waitFor();
    await page.goto(`${server.url}/`);
    await page.getByRole("article", { name: names[0] }).getByText(hostile.markup).first().waitFor();
  });

  await rig.step("the palette is accessible", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or jump to" }).waitFor();
    await page
      .getByRole("option", { name: new RegExp(server.demo.component) })
      .first()
      .waitFor();
    await page.keyboard.type(server.demo.component.slice(0, 4));
    await page
      .getByRole("option", { name: new RegExp(server.demo.component) })
      .first()
      .waitFor();
  });
  await rig.look("palette");
});
