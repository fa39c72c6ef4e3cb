// A line that comes back: 1, 2, 4 … 30 s with jitter, at once when the network returns. It reads; writing goes over REST.
const LONGEST_S = 30;
const PING_EVERY_S = 25;
const ANSWER_WITHIN_S = 8;
const DONE = 1000, FORBIDDEN = 4403, NOT_SIGNED_IN = 4401, NOT_THERE = 4404;
const FINAL = new Set([DONE, FORBIDDEN, NOT_SIGNED_IN, NOT_THERE]);

export class Line extends EventTarget {
  // `query()` is asked at each attempt, so that a reconnect goes on where the page is now.
  constructor(path, query) {
    super();
    this.path = path;
    this.query = query;
    this.failed = 0;
    this.waiting = 0;
    addEventListener("online", () => this.waiting && this.connect());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    addEventListener("pagehide", () => this.hangUp());
  }

  get up() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    this.hangUp();
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.search = new URLSearchParams(this.query());
    const socket = (this.socket = new WebSocket(address));
    socket.onopen = () => this.onUp();
    socket.onmessage = (event) => this.onFrame(event.data);
    socket.onclose = (event) => this.onDown(event.code);
  }

  hangUp() {
    clearTimeout(this.waiting);
    clearInterval(this.pinging);
    clearTimeout(this.silence);
    this.waiting = 0;
    if (this.socket) this.socket.onclose = null;
    this.socket?.close();
  }

  send(frame) {
    if (this.up) this.socket.send(JSON.stringify(frame));
  }

  onUp() {
    this.pinging = setInterval(() => this.ping(), PING_EVERY_S * 1000);
    this.dispatchEvent(new Event("up"));
  }

  onFrame(data) {
    clearTimeout(this.silence);
    this.failed = 0;
    this.dispatchEvent(new CustomEvent("frame", { detail: JSON.parse(data) }));
  }

  // A phone that changed networks holds a socket that is open and dead: ask, and do not wait for ever.
  ping() {
    this.send({ type: "ping" });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.onDown(0), ANSWER_WITHIN_S * 1000);
  }

  onDown(code) {
    this.hangUp();
    this.dispatchEvent(new CustomEvent(FINAL.has(code) ? "refused" : "down", { detail: { code } }));
    if (FINAL.has(code)) return;
    const wait = Math.min(2 ** this.failed++, LONGEST_S) * (0.75 + Math.random() / 2);
    this.waiting = setTimeout(() => this.connect(), wait * 1000);
  }
}
