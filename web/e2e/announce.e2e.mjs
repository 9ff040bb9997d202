// What is announced is seen on every page, put away by whom it bothers, mailed and posted to the chat; and mail that
// could not go out is sent by the server that comes after the one that was killed.
import assert from "node:assert/strict";
import { startChatHook, startMailSink } from "./mail.mjs";
import { journey } from "./rig.mjs";

const sink = await startMailSink();
const chat = await startChatHook();
const environment = {
  TOWPATH_SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
  TOWPATH_SMTP_FROM: "towpath@example.com",
  TOWPATH_WEBHOOK_NETWORKS: "127.0.0.0/8",
  TOWPATH_PUBLIC_URL: "https://towpath.example.com/",
};

await journey("announce", { environment, quiet: [/Failed to load resource|WebSocket|ERR_/] }, async (world) => {
  const { page, rig, server, open } = world;
  for (const name of ["dora", "emil"])
    await server.request("POST", "/api/v1/users", { name, displayName: name, email: `${name}@example.com` });
  await server.request("POST", "/api/v1/subscriptions", {
    name: "dev-chat",
    url: chat.url,
    format: "chat",
    topics: ["announcements"],
  });
  const reader = await open();
  await reader.signIn({ user: "dora", at: "/catalog" });
  await reader.step("who wants no mail about announcements says so", async () => {
    await reader.page.goto(`${server.url}/settings/profile`);
    await reader.page.getByRole("checkbox", { name: "I am asked something" }).waitFor();
    await reader.look("settings");
    await reader.page.getByRole("checkbox", { name: "Announcements" }).click();
    await reader.page.getByRole("checkbox", { name: "Announcements", checked: false }).waitFor();
    await reader.page.goto(`${server.url}/catalog`);
    await reader.page.getByRole("heading", { name: "Catalog", level: 1 }).waitFor();
  });

  await rig.signIn({ at: "/announcements" });
  await rig.step("the platform team announces something", async () => {
    await page.getByText("Nothing is announced.").waitFor();
    await page.getByRole("button", { name: "Announce something" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Announce something" });
    await dialog.getByRole("textbox", { name: "What" }).fill("The forge moves tonight <b>grün</b>");
    await dialog.getByRole("textbox", { name: "More about it" }).fill("Pushes wait from 18:00 to 19:00.");
    await dialog.getByRole("combobox", { name: "How much it matters" }).selectOption("warning");
    await rig.look("dialog");
    await dialog.getByRole("button", { name: "Announce" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  const banner = reader.page.getByRole("region", { name: "Announcement" });
  await reader.step("everybody sees it where they are, without a reload and without a jump", async () => {
    const before = await reader.page.getByRole("heading", { name: "Catalog", level: 1 }).boundingBox();
    await banner.getByText("The forge moves tonight <b>grün</b>").waitFor();
    assert.deepEqual(await reader.page.getByRole("heading", { name: "Catalog", level: 1 }).boundingBox(), before);
    await reader.look("banner");
  });
  await reader.byKeyboard("and puts it away", async () => {
    await banner.getByRole("button", { name: /^Put away/ }).focus();
    await reader.page.keyboard.press("Enter");
    await banner.waitFor({ state: "detached" });
  });
  await reader.page.reload();
  await reader.page.getByRole("button", { name: "For you: 1 unread" }).waitFor();
  assert.equal(await banner.count(), 0);

  await rig.step("mail and chat have it", async () => {
    const mail = await sink.find(({ to }) => to === "emil@example.com", 20);
    assert.equal(mail.subject, "The forge moves tonight <b>grün</b>");
    assert.match(mail.text, /Pushes wait.*\n\nhttps:\/\/towpath\.example\.com\/announcements\?item=/);
    assert.ok(!sink.mails.some(({ to }) => to === "dora@example.com"), "a mail nobody wanted");
    const { text } = await chat.find(/The forge moves tonight/, 20);
    assert.match(text, /Pushes wait.*\n<https:\/\/towpath\.example\.com\/announcements\?item=/);
    assert.equal(chat.posts.length, 1);
  });
  await rig.look("list");

  await sink.close();
  await server.cli("announce", "Second", "--severity", "critical");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await server.stop("SIGKILL");
  const again = await startMailSink(sink.port);
  await server.start();
  await rig.step("mail that found no server is sent after a kill", async () => {
    const mail = await again.find(({ subject }) => subject === "Second", 150);
    assert.equal(mail.to, "emil@example.com");
    assert.ok(mail.id.endsWith("@example.com>"));
  });
  await again.close();
});
await chat.close();
