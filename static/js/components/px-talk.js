// One talk: it writes over REST, reads by the line, and brings list and composer together.
import { call, Offline } from "../lib/api.js";
import { Fallback } from "../lib/fallback.js";
import { uuid } from "../lib/ids.js";
import { kept } from "../lib/kept.js";
import { isUrgent } from "../lib/level.js";
import { Outbox } from "../lib/outbox.js";
import { Line } from "../lib/socket.js";
import { REFUSALS, signIn } from "../lib/refusals.js";

const DOWN = "The line is down. It is being tried again; nothing is lost.";
const LATE = "Not sent yet. It is kept here and goes out by itself as soon as that is possible.";
const FALLBACK_MS = 4000;

export class PxTalk extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("px-message-list");
    this.composer = this.querySelector("px-composer");
    this.outbox = new Outbox((message) => this.post(message));
    this.fallback = new Fallback(this.list, () => this.url);
    this.addEventListener("px-say", (event) => this.say(event.detail));
    this.addEventListener("px-stop", async () => this.composer.wrong(await this.stop()));
    this.addEventListener("px-again", (event) => this.again(event.detail.answer));
    this.addEventListener("px-changed", () => this.changed());
    kept.own();
    this.composer.begin();
    this.changed();
    if (this.session) this.listen();
    const waiting = this.outbox.waiting(this.session);
    if (waiting) this.send(waiting);
  }

  get session() {
    return this.dataset.session;
  }

  get url() {
    return `${this.dataset.api}${this.session}/`;
  }

  // -- Writing --------------------------------------------------------------------------------------------------------

  // A person who writes while an answer runs is not made to wait for it: it is stopped first, and what was written is kept.
  async say({ content, from, parent_id }) {
    const trouble = this.list.running ? await this.stopped() : "";
    if (trouble) return this.giveBack(content, trouble);
    const branch = parent_id === undefined ? {} : { parent_id };
    this.send({ content, client_message_id: uuid(), ...branch }, from);
  }

  async send(message, from) {
    const said = this.list.pending(message.client_message_id) ?? this.list.say(message, from);
    this.composer.wrong("");
    try {
      const reply = await this.outbox.deliver(() => this.session, message, (problem) => this.late(said, problem));
      said.draw(reply.user_message);
      this.follow(this.list.answer(reply.ai_message));
    } catch (problem) {
      this.refused(said, message, problem);
    }
  }

  late(said, problem) {
    said.unsent(LATE);
    if (isUrgent(problem.triage)) said.warn(problem.triage);
    this.list.follower.show(said);
  }

  async post(message) {
    if (!this.session) await this.open(message.client_message_id);
    return call("POST", `${this.url}messages/`, message, { Prefer: "respond-async" });
  }

  async open(key) {
    const talk = await call("POST", this.dataset.api, {}, { "Idempotency-Key": key });
    this.outbox.move(this.session, talk.id);
    this.dataset.session = talk.id;
    history.replaceState(null, "", `${this.dataset.newUrl}${talk.id}/`);
    this.dispatchEvent(new CustomEvent("px-opened", { bubbles: true }));
    this.listen();
  }

  refused(said, message, problem) {
    if (isUrgent(problem.triage)) {
      said.warn(problem.triage);
      said.unsent("This message was not saved.");
    } else said.remove();
    this.giveBack(message.content, problem.words);
    if (problem.status === 401) this.composer.line(REFUSALS[4401], signIn());
  }

  giveBack(content, why) {
    this.composer.giveBack(content);
    this.composer.wrong(why);
  }

  // What kept the answer that runs from being stopped, in words; nothing when it was.
  async stop() {
    this.composer.stopping(true);
    try {
      await call("POST", `${this.list.running.url}stop/`);
      return "";
    } catch (problem) {
      this.composer.stopping(false);
      return problem instanceof Offline ? "There is no connection, so the answer could not be stopped." : problem.words;
    }
  }

  async stopped() {
    const trouble = await this.stop();
    while (!trouble && this.list.running) await new Promise((resolve) => this.list.addEventListener("px-changed", resolve, { once: true }));
    return trouble;
  }

  async again(answer) {
    this.list.expecting = true;
    try {
      const message = await call("POST", `${answer.url}regenerate/`, null, { Prefer: "respond-async" });
      this.follow(this.list.instead(answer, message));
    } catch (problem) {
      this.composer.wrong(problem.words ?? "There is no connection. Nothing was changed; please try again.");
    }
    this.list.expecting = false;
  }

  // -- Reading --------------------------------------------------------------------------------------------------------

  listen() {
    this.line = new Line(`${this.dataset.socket}${this.session}/`, () => this.place());
    this.line.addEventListener("frame", (event) => this.take(event.detail));
    this.line.addEventListener("up", () => this.up());
    this.line.addEventListener("down", () => this.down());
    this.line.addEventListener("refused", (event) => this.ended(event.detail.code));
    this.line.connect();
  }

  // Where this page is in the answer that runs: the server goes on from there.
  place() {
    const answer = this.list.running;
    return answer ? { last_id: `${answer.dataset.id}:${answer.journal.last}` } : {};
  }

  // Signals between devices may be lost; asking twice costs nothing, because nothing is shown twice.
  follow(answer) {
    if (answer.isOpen) this.line.send({ type: "resume", message_id: answer.dataset.id, last_id: answer.journal.last });
  }

  take(frame) {
    if (frame.type === "chat_history") this.list.history(frame.messages);
    else if (frame.type === "chat_message") this.list.saved(frame.message);
    else if (frame.id) this.list.take(frame);
  }

  up() {
    clearTimeout(this.reading);
    this.reading = null;
    this.fallback.stop();
    this.composer.up();
  }

  down() {
    this.composer.down(DOWN);
    this.reading ??= setTimeout(() => this.fallback.start(), FALLBACK_MS);
  }

  ended(code) {
    if (REFUSALS[code]) this.composer.line(REFUSALS[code], code === 4401 ? signIn() : null);
  }

  changed() {
    this.composer.running(Boolean(this.list.running));
    if (this.reading) this.fallback.start();
  }
}

customElements.define("px-talk", PxTalk);
