// The messages that are shown, oldest first. It knows where a message belongs; how one looks they know themselves.
import { Announcer } from "../lib/announce.js";
import { kept } from "../lib/kept.js";
import { focusOn, part, slot } from "../lib/parts.js";
import { Follower } from "../lib/follower.js";
import { walkOf } from "../lib/walk.js";
import { isOpen } from "./px-answer.js";
import "./px-said.js";

export class PxMessageList extends HTMLElement {
  connectedCallback() {
    this.early = []; // events of an answer whose question is still on its way: the line can be quicker than the reply
    this.announcer = new Announcer(document.getElementById("announcer"));
    this.follower = new Follower(this.closest("px-talk").querySelector("px-composer"));
    this.addEventListener("px-words", (event) => this.announcer.add(event.detail.text));
    this.addEventListener("px-reset", () => this.announcer.forget());
    this.addEventListener("px-grew", (event) => this.follower.grew(event.detail.answer));
    this.addEventListener("px-ended", (event) => this.ended(event.detail));
    addEventListener("pagehide", () => this.keep());
    if (this.running) this.restore(this.running);
    this.follower.open(this.querySelectorAll("px-said"));
  }

  get answers() {
    return [...this.querySelectorAll("px-answer")];
  }

  get running() {
    return this.answers.find((answer) => answer.isOpen);
  }

  // The last message that the server has.
  get last() {
    return [...this.querySelectorAll('[data-id]:not([data-id=""])')].at(-1);
  }

  get onItsWay() {
    return this.expecting || this.querySelector('px-said[data-id=""]');
  }

  find(id) {
    return id ? this.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  }

  // -- What this page does --------------------------------------------------------------------------------------------

  // A message on its way. With `from` (an edit) it takes the place of the old version and of all that followed.
  say(message, from) {
    const siblings = from && next(slot(from, "walk"), from.dataset.id);
    const inList = this.contains(document.activeElement);
    if (from) this.cutFrom(from);
    this.querySelector(".beginning")?.remove();
    this.answers.at(-1)?.retire();
    const said = this.add("px-said", { ...message, siblings });
    if (inList) focusOn(said);
    this.follower.following = true;
    this.follower.show(said);
    return said;
  }

  // An answer as REST gives it: at once after the question, so its level is drawn before the first word arrives.
  answer(message) {
    let answer = this.find(message.id);
    if (!answer) {
      answer = this.add("px-answer", message);
      if (!answer.isUrgent) this.announcer.say(answer.action); // an urgent one is an alert of its own
      this.follower.begin(answer);
      this.early.splice(0).forEach((event) => this.take(event));
    } else if (isOpen(message.status)) answer.warn(message.triage);
    else if (answer.isOpen) answer.draw(message);
    this.changed();
    return answer;
  }

  // Another version of an answer: the old one is kept on the server and can be walked to.
  instead(old, message) {
    const siblings = next(slot(old, "walk"), old.dataset.id);
    this.cutFrom(old);
    this.announcer.forget();
    const answer = this.answer({ siblings, ...message });
    focusOn(answer);
    return answer;
  }

  // -- What the line brings -------------------------------------------------------------------------------------------

  take(event) {
    const id = event.message_id ?? event.work_id;
    const answer = this.find(id) ?? this.begun(id);
    if (answer) answer.take(event);
    else if (this.onItsWay) this.early.push(event);
    else this.elsewhere();
    this.changed();
  }

  // The first event of an answer that this page did not ask for: it belongs under the question that has none yet.
  begun(id) {
    return this.last?.localName === "px-said" ? this.answer({ id, status: "running", triage: this.last.triage }) : null;
  }

  // A saved message: of this page, of another device, or the whole answer after its end.
  saved(message) {
    const shown = this.find(message.id) ?? this.pending(message.client_message_id);
    if (shown?.localName === "px-said") shown.draw(message);
    else if (shown) this.answer(message);
    else if (this.onItsWay) return; // the reply to it brings what belongs here
    else if ((message.parent_id ?? "") !== (this.last?.dataset.id ?? "")) this.elsewhere();
    else if (message.role === "user") this.say(message);
    else this.answer(message);
  }

  // The talk as the server has it: fills in what was missed while the line was down.
  history(messages) {
    messages.forEach((message) => this.saved(message));
    if (this.last && messages.length && !messages.some((message) => message.id === this.last.dataset.id)) this.elsewhere();
  }

  pending(clientId) {
    return clientId ? this.querySelector(`px-said[data-id=""][data-client-id="${CSS.escape(clientId)}"]`) : null;
  }

  elsewhere() {
    if (this.querySelector(".elsewhere")) return;
    const note = document.createElement("p");
    const link = document.createElement("a");
    note.className = "elsewhere";
    link.href = location.pathname;
    link.textContent = "Show it as it is now";
    note.append("This talk went on in another window. ", link);
    this.append(note);
  }

  ended({ answer, words }) {
    this.announcer.end(words);
    kept.set(`answer:${answer.dataset.id}`, null);
    this.follower.grew(answer);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("px-changed", { bubbles: true }));
  }

  // -- Keeping and showing --------------------------------------------------------------------------------------------

  add(name, message) {
    const element = part(name);
    this.append(element);
    element.draw(message);
    return element;
  }

  cutFrom(element) {
    while (element) {
      const after = element.nextElementSibling;
      element.remove();
      element = after;
    }
  }

  keep() {
    if (this.running) kept.set(`answer:${this.running.dataset.id}`, this.running.journal);
  }

  restore(answer) {
    const before = kept.get(`answer:${answer.dataset.id}`);
    if (before) answer.restore(before);
  }
}

// Where a new version stands among the versions of `id`: last.
function next(walk, id) {
  const of = walkOf(walk).of + 1;
  return { index: of, of, previous: id, next: null };
}

customElements.define("px-message-list", PxMessageList);
