// What got in somebody's way is said, leads to the roadmap, ships, and those who wait for it are told: live, by the bell.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("voice", {}, async ({ page, rig, server, open }) => {
  for (const name of ["dora", "vera"]) await server.request("POST", "/api/v1/users", { name, displayName: name });
  const developer = await open();
  const voter = await open();
  await developer.signIn({ user: "dora", at: "/runs" });

  developer.resetCounts();
  await developer.step("a developer says what got in the way, on the page where it did", async () => {
    await developer.page.getByRole("button", { name: "Give feedback" }).click();
    const dialog = developer.page.getByRole("dialog", { name: "Give feedback" });
    await dialog
      .getByRole("textbox", { name: "What got in your way?" })
      .fill("Three tries to see why it was red <b>!</b>");
    await developer.look("give");
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "detached" });
  });
  console.log(`   ${(await developer.counts()).clicks} clicks to say it`);

  await voter.signIn({ user: "vera", at: "/feedback" });
  const theirs = voter.page.getByRole("article", { name: /Three tries/ });
  await voter.step("somebody else reads it, as text, and votes for it", async () => {
    await theirs.getByText("<b>!</b>").waitFor();
    await theirs.getByText("/runs").waitFor();
    await theirs.getByRole("button", { name: /Matters to me, too/ }).click();
    await theirs.getByRole("button", { name: /2 votes/, pressed: true }).waitFor();
    assert.equal(await theirs.getByRole("button", { name: "Answer" }).count(), 0);
    assert.equal(await theirs.getByText("vera").count(), 0);
  });

  await rig.signIn({ at: "/feedback" });
  await rig.step("the platform team puts it on the roadmap", async () => {
    const item = page.getByRole("article", { name: /Three tries/ });
    await item.getByRole("button", { name: /2 votes/ }).waitFor();
    await rig.look("feedback");
    await item.getByRole("button", { name: "Put on the roadmap" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "What" }).fill("Say why a run is red");
    await dialog.getByRole("button", { name: "Put on the roadmap" }).click();
    await dialog.waitFor({ state: "detached" });
    await item.getByText("Planned").waitFor();
  });

  await voter.step("the voter is told without a reload", async () => {
    await voter.page.getByRole("button", { name: "For you: 1 unread" }).waitFor();
    await theirs.getByText("Planned").waitFor();
  });

  await rig.step("it ships, with what is new about it", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Roadmap" }).click();
    const card = page.getByRole("region", { name: "Next" }).getByRole("article", { name: "Say why a run is red" });
    await card.getByText("1 voice led to it").waitFor();
    await rig.look("roadmap");
    await card.getByRole("button", { name: "Move" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "To" }).selectOption("shipped");
    await dialog.getByRole("textbox", { name: "What is new" }).fill("The reason stands on top of the run.");
    await dialog.getByRole("button", { name: "Ship it" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  for (const [who, unread] of [
    [voter, 2],
    [developer, 2],
  ])
    await who.step(`who waited for it is told (${unread} unread)`, () =>
      who.page.getByRole("button", { name: `For you: ${unread} unread` }).waitFor(),
    );
  await voter.step("and is led from the bell to what is new, which is marked until it was seen", async () => {
    await voter.page.getByRole("button", { name: /^For you/ }).click();
    await voter.page.getByRole("heading", { name: "For you" }).waitFor();
    await voter.look("bell");
    await voter.page.getByRole("link", { name: /Shipped: Say why a run is red/ }).click();
    const card = voter.page.getByRole("article", { name: "Say why a run is red" });
    await card.getByText("The reason stands on top of the run.").waitFor();
    await card.getByText("new", { exact: true }).waitFor();
    await voter.page.getByRole("button", { name: "For you: 1 unread" }).waitFor();
    await voter.look("new");
  });
  await developer.byKeyboard("the author reads what became of it", async () => {
    const { page: theirs } = developer;
    await theirs.keyboard.press("g");
    await theirs.keyboard.press("f");
    await theirs
      .getByRole("article", { name: /Three tries/ })
      .getByText("Shipped")
      .waitFor();
  });

  const [shipped] = (await server.request("GET", "/api/v1/feedback?kind=friction")).items;
  assert.equal(shipped.status, "shipped");
  const { items } = await server.request("GET", "/api/v1/audit/events?type=feedback.item.voted");
  assert.ok(items.length > 0);
  assert.ok(
    items.every(({ actor }) => actor === "system"),
    "a vote names its person in the audit log",
  );
});
