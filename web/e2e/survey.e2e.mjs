// Before anything changes everybody is asked: answered by keyboard and without a name, counted, and shown for groups of
// five and more only. Whoever was asked learns of it by the bell.
import assert from "node:assert/strict";
import { startChatHook } from "./mail.mjs";
import { journey } from "./rig.mjs";

const k = 5;
const developers = ["dora", "emil", "fay", "gus", "hana", "ivo"];

const chat = await startChatHook();
const environment = { TOWPATH_WEBHOOK_NETWORKS: "127.0.0.0/8" };

await journey("survey", { environment }, async ({ page, rig, server, open }) => {
  for (const name of [...developers, "olga"])
    await server.request("POST", "/api/v1/users", { name, displayName: name });
  await server.request("POST", "/api/v1/groups", { name: "shop", members: developers.map(refOf) });
  await server.request("POST", "/api/v1/groups", { name: "ops", members: [refOf("olga")] });
  const tokens = {};
  for (const user of [...developers, "olga"])
    tokens[user] = (await server.request("POST", "/api/v1/tokens", { user, name: "e2e" })).token;

  await server.request("POST", "/api/v1/subscriptions", {
    name: "dev-chat",
    url: chat.url,
    format: "chat",
    topics: ["surveys"],
  });

  await rig.signIn({ at: "/surveys" });
  rig.resetCounts();
  await rig.step("the platform team writes a survey", async () => {
    await page.getByText("Nothing was asked yet.").waitFor();
    await rig.look("empty");
    await page.getByRole("button", { name: "New survey" }).first().click();
    await page.getByRole("dialog", { name: "New survey" }).getByRole("button", { name: "Write it" }).click();
    await page.getByRole("heading", { name: "Before we start: what gets in your way?" }).waitFor();
    await rig.look("draft");
  });
  await rig.step("and asks everybody", async () => {
    await page.getByRole("button", { name: "Ask everybody" }).click();
    await page.getByText("0 of 8 answered").waitFor();
    await chat.find(/Before we start.*\n/, 20);
  });
  console.log(`   ${(await rig.counts()).clicks} clicks to ask everybody`);
  const { id } = (await server.request("GET", "/api/v1/surveys")).items[0];

  const developer = await open();
  await developer.signIn({ user: "dora", at: "/runs" });
  await developer.step("the bell says so, and leads there", async () => {
    await developer.page.getByRole("button", { name: "For you: 1 unread" }).click();
    await developer.page.getByRole("link", { name: /Before we start/ }).click();
    await developer.page.getByRole("form", { name: "Your answers" }).waitFor();
    await developer.look("form");
  });
  await developer.byKeyboard("it is answered without a mouse", async () => {
    const { keyboard } = developer.page;
    await developer.page.getByRole("radio").first().focus();
    for (let question = 0; question < 8; question += 1) {
      await keyboard.press("Space");
      await keyboard.press("ArrowRight");
      await keyboard.press("Tab");
    }
    await keyboard.type("Waiting for <i>reviews</i>");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await developer.page.getByText("Your answers are counted and cannot be found again").waitFor();
  });

  await rig.step("five more of the team answer, and one who is alone in theirs", async () => {
    for (const [index, name] of [...developers.slice(1), "olga"].entries()) {
      const answers = [
        { question: "S0", score: 2 + (index % 3) },
        { question: "L1", score: 1 + (index % 5) },
      ];
      await server.request("POST", `/api/v1/surveys/${id}/answers`, { answers }, tokens[name]);
    }
    const again = server.request("POST", `/api/v1/surveys/${id}/answers`, { answers: [] }, tokens.olga);
    await assert.rejects(again, /feedback\.(already_answered|invalid_answers)/);
  });
  await rig.step("there are no results before it is closed", () =>
    assert.rejects(server.request("GET", `/api/v1/surveys/${id}/results`), /feedback\.no_results_yet/),
  );
  await rig.step("it is closed: who was asked reads the results without a reload", async () => {
    await page.getByRole("button", { name: "Close it" }).click();
    await page.getByRole("region", { name: "At a glance" }).waitFor();
    await developer.page.getByRole("region", { name: "At a glance" }).waitFor();
    await developer.page.getByText("Waiting for <i>reviews</i>").waitFor();
  });

  await rig.step("a team of one is withheld, with the reason, and what it said cannot be computed", async () => {
    const teams = page.getByRole("region", { name: "By team" });
    await teams.getByRole("row", { name: /^ops withheld/ }).waitFor();
    // With the whole at seven and shop at six, shop's figures less the whole's would be olga's: both stay away.
    await teams.getByRole("row", { name: /^shop withheld/ }).waitFor();
    await page.getByText(/could be computed for a smaller team/).waitFor();
    await rig.look("results");
  });
  const results = await server.request("GET", `/api/v1/surveys/${id}/results`);
  assert.equal(results.whole.n, 7);
  for (const group of [results.whole, ...results.teams])
    for (const { n } of group.questions) assert.ok(n === null || n >= k, `a figure of ${n} people`);
  const said = JSON.stringify(results);
  for (const name of [...developers, "olga"]) assert.ok(!said.includes(name), `${name} is in the results`);
  assert.match(await server.cli("survey", "results", id), /everybody +7/);

  const { items } = await server.request("GET", "/api/v1/audit/events?type=feedback.survey.");
  assert.ok(items.length >= 2);
  assert.ok(!JSON.stringify(items).includes("dora"), "an event names who answered");
});
await chat.close();

function refOf(name) {
  return `user:default/${name}`;
}
