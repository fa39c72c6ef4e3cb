// Runs the example of the first version as it was written. Changed are its base URL, and that a token goes along.
import { readFile } from "node:fs/promises";

const [, , base, token, ...answers] = process.argv;
const source = (await readFile(new URL("seed_example.js", import.meta.url), "utf8"))
  .replaceAll("http://127.0.0.1:8000/profile", `${base}/api/profile`)
  .replaceAll("ws://127.0.0.1:8000", base.replace("http", "ws"));

const bearer = { Authorization: `Bearer ${token}` };
const plainFetch = globalThis.fetch;
const tokenFetch = (url, options = {}) => plainFetch(url, { ...options, headers: { ...options.headers, ...bearer } });
const ticket = (await (await tokenFetch(`${base}/api/auth/ws-ticket/`, { method: "POST" })).json()).ticket;
class TokenSocket extends WebSocket {
  constructor(url) {
    super(url, ["praxia.v1", `ticket.${ticket}`]);
  }
}

const told = [];
let heard = () => {};
const log = (...words) => {
  told.push(words);
  heard();
};
const until = async (fits) => {
  while (!told.some(fits)) await new Promise((resolve) => (heard = resolve));
};
const AsyncFunction = (async () => {}).constructor;
const example = new AsyncFunction("fetch", "WebSocket", "console", `${source}\nreturn { ws, sendAnswer };`);
const { ws, sendAnswer } = await example(tokenFetch, TokenSocket, { log });

const asked = () => told.filter((words) => words[0] === "Assistant:").length;
const limit = setTimeout(() => {
  process.stdout.write(JSON.stringify(told));
  process.exit(1);
}, 30000);
for (const answer of answers) {
  const before = asked();
  await until(() => asked() >= 2);
  await sendAnswer(answer);
  while (asked() === before && !told.some((words) => words[0] === "Profile Complete:"))
    await new Promise((resolve) => (heard = resolve));
}
await until((words) => words[0] === "Profile Complete:");
clearTimeout(limit);
ws.close();
process.stdout.write(JSON.stringify(told));
