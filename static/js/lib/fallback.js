// Reading without a socket: the same journal as an event stream, and where that fails too, the rows themselves.
import { call } from "./api.js";

const TYPES = ["delta", "source", "tool", "progress", "reset", "end", "error"];
const LAST = new Set(["end", "error"]);
const ASK_EVERY_S = 4;

export class Fallback {
  constructor(list, url) {
    this.list = list;
    this.url = url;
  }

  start() {
    const answer = this.list.running;
    if (!answer || this.stream || this.asking) return;
    const stream = (this.stream = new EventSource(`${answer.url}events?last_id=${answer.journal.last}`));
    for (const type of TYPES) stream.addEventListener(type, (event) => event.data && this.take(JSON.parse(event.data)));
    stream.onerror = () => stream.readyState === EventSource.CLOSED && this.ask();
  }

  stop() {
    this.stream?.close();
    clearInterval(this.asking);
    this.stream = this.asking = null;
  }

  take(event) {
    this.list.take(event);
    if (LAST.has(event.type)) this.stop();
  }

  ask() {
    this.stop();
    this.asking = setInterval(() => this.look(), ASK_EVERY_S * 1000);
  }

  async look() {
    const talk = await call("GET", this.url()).catch(() => null);
    if (talk) this.list.history(talk.messages);
    if (!this.list.running) this.stop();
  }
}
