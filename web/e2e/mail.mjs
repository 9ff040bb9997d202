// A mail server (RFC 5321) that keeps what it gets, and a chat's incoming webhook, both on this machine.
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";

/** Listens on `port` (0 takes a free one). Mails come as { to, subject, text, id }. */
export async function startMailSink(port = 0) {
  const mails = [];
  const waiting = [];
  const server = createServer((socket) => {
    let pending = "";
    let mail;
    let isData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on("error", () => undefined);
    say("220 sink");
    socket.on("data", (bytes) => {
      pending += bytes.toString("latin1");
      for (let end; (end = pending.indexOf("\r\n")) >= 0;) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (isData && line !== ".") mail.lines.push(line);
        else if (isData) {
          isData = false;
          mails.push(read(mail));
          waiting.splice(0).forEach((look) => look());
          say("250 kept");
        } else if (line.startsWith("MAIL")) {
          mail = { to: "", lines: [] };
          say("250 fine");
        } else if (line.startsWith("RCPT")) {
          mail.to = /<(.*)>/.exec(line)[1];
          say("250 fine");
        } else if (line.startsWith("DATA")) {
          isData = true;
          say("354 go on");
        } else say(line.startsWith("QUIT") ? "221 bye" : "250 sink");
      }
    });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    mails,
    /** The first mail that fits; waits for it, at most `seconds`. */
    async find(fits, seconds) {
      const until = Date.now() + seconds * 1000;
      for (;;) {
        const found = mails.find(fits);
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`no such mail came; there are ${JSON.stringify(mails)}`);
        await new Promise((resolve) => {
          waiting.push(resolve);
          setTimeout(resolve, 500);
        });
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function read({ to, lines }) {
  const end = lines.indexOf("");
  const head = lines.slice(0, end).join("\n").replace(/\n /g, " ");
  const field = (name) => new RegExp(`^${name}: (.*)$`, "m").exec(head)?.[1] ?? "";
  const subject = field("Subject").replace(/=\?UTF-8\?B\?(.*?)\?= ?/g, (_, word) =>
    Buffer.from(word, "base64").toString(),
  );
  const text = Buffer.from(lines.slice(end + 1).join(""), "base64").toString();
  return { to, subject, text, id: field("Message-ID") };
}

/** Keeps the JSON it is posted. The server may post to it with --webhook-networks 127.0.0.0/8. */
export async function startChatHook() {
  const posts = [];
  const server = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (bytes) => (body += bytes));
    request.on("end", () => {
      posts.push(JSON.parse(body));
      response.end("ok");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/hooks/not-a-real-token`,
    posts,
    /** The first post whose text fits; waits for it, at most `seconds`. */
    async find(fits, seconds) {
      for (const until = Date.now() + seconds * 1000; ;) {
        const found = posts.find(({ text }) => fits.test(text));
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`no such post came; there are ${JSON.stringify(posts)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
