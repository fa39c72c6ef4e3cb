// One answer: drawn from its row, or growing from its journal. What it cannot do alone it asks for by an event.
import { call } from "../lib/api.js";
import { Journal } from "../lib/journal.js";
import { drawLevel } from "../lib/level.js";
import { Painter } from "../lib/painter.js";
import { onDo, slot, tell, tellAll } from "../lib/parts.js";
import { drawSources, foldSources, openCited } from "../lib/sources.js";
import { Trouble } from "../lib/trouble.js";
import { drawWalk } from "../lib/walk.js";

const STOPPED = "You stopped this answer. What was written is kept.";

export function isOpen(status) {
  return status === "queued" || status === "running";
}

export class PxAnswer extends HTMLElement {
  connectedCallback() {
    if (this.journal) return;
    this.journal = new Journal();
    this.trouble = new Trouble(slot(this, "error"));
    onDo(this, {
      copy: () => this.copy(),
      again: () => this.ask("px-again"),
      continue: () => this.ask("px-say", { content: "Please go on." }),
      up: () => this.rate("up"),
      down: () => this.rate("down"),
    });
    this.addEventListener("click", openCited);
    foldSources(slot(this, "sources"));
    slot(this, "question").addEventListener("submit", (event) => this.reply(event));
  }

  get isOpen() {
    return isOpen(this.dataset.status);
  }

  get isUrgent() {
    return Boolean(this.querySelector(".level[role=alert]"));
  }

  // Built-in knowledge writes faster than anybody reads.
  get comesAtOnce() {
    return this.journal.steps.some((step) => step.key === "knowledge");
  }

  get url() {
    return `${this.closest("px-talk").url}messages/${this.dataset.id}/`;
  }

  get action() {
    return slot(this, "action")?.textContent ?? "";
  }

  ask(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { ...detail, answer: this } }));
  }

  // -- From the row ---------------------------------------------------------------------------------------------------

  draw(message) {
    this.id = `m-${message.id}`;
    this.dataset.id = message.id;
    this.dataset.status = message.status;
    this.warn(message.triage);
    if (message.siblings) drawWalk(slot(this, "walk"), message.siblings);
    if (this.isOpen) this.working();
    else this.settle(message);
  }

  warn(triage) {
    drawLevel(slot(this, "level"), triage);
  }

  working() {
    slot(this, "tools").hidden = true;
    this.state("Reading your message", true);
  }

  settle(message) {
    this.dataset.status = message.status;
    this.journal.ended = true;
    if (message.html) slot(this, "text").innerHTML = message.html; // cleaned on the server
    drawSources(slot(this, "sources"), this.dataset.id, message.sources ?? []);
    tellAll(slot(this, "notices"), (message.notices ?? []).map((notice) => notice.detail));
    tellAll(slot(this, "steps"), []);
    this.options(message.structured?.question?.options ?? []);
    this.trouble.show(message.status, message.error);
    this.state(message.status === "stopped" ? STOPPED : "");
    slot(this, "tools").hidden = false;
  }

  state(words, working = false) {
    tell(slot(this, "state"), words);
    slot(this, "state").classList.toggle("working", working);
  }

  // -- From the journal -----------------------------------------------------------------------------------------------

  // Deltas are painted once per frame; the end swaps the final HTML in.
  take(event) {
    const shown = this.journal.text.length;
    if (!this.journal.take(event)) return;
    if (event.type === "reset") this.begin();
    if (event.type === "source") drawSources(slot(this, "sources"), this.dataset.id, this.journal.sources);
    if (event.type === "progress" || event.type === "tool") this.steps();
    if (event.type === "delta") this.grow(this.journal.text.slice(shown));
    if (this.journal.ended) this.finish(event);
  }

  begin() {
    this.painter = null;
    slot(this, "text").replaceChildren();
    this.dataset.status = "running";
    this.trouble.hide();
    this.working();
    this.ask("px-reset");
  }

  // What this tab had on the screen before a reload.
  restore(before) {
    this.journal = new Journal(before);
    drawSources(slot(this, "sources"), this.dataset.id, this.journal.sources);
    this.steps();
    this.paint();
  }

  grow(text) {
    this.dataset.status = "running";
    if (text) this.ask("px-words", { text });
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.frame = 0;
    this.painter ??= new Painter(slot(this, "text"), this.dataset.id);
    this.painter.paint(this.journal.text);
    this.ask("px-grew");
  }

  steps() {
    const { steps } = this.journal;
    tellAll(slot(this, "steps"), steps.map((step) => step.words));
    [...slot(this, "steps").children].forEach((item, at) => (item.dataset.state = at < steps.length - 1 ? "done" : "now"));
    if (steps.length) this.state("");
  }

  finish(event) {
    cancelAnimationFrame(this.frame);
    this.paint();
    const failed = event.type === "error";
    const { code, words: detail, retryable, retry_after } = event;
    this.settle({
      sources: this.journal.sources,
      ...event.result,
      ...(event.html ? { html: event.html } : {}),
      status: event.status,
      error: failed ? { code, detail, retryable, retry_after } : null,
    });
    this.ask("px-ended", { words: failed ? detail : event.status === "stopped" ? "Stopped." : "" });
  }

  // -- What the person does with it -----------------------------------------------------------------------------------

  options(labels) {
    const form = slot(this, "question");
    form.querySelectorAll(".chip").forEach((chip) => chip.remove());
    form.append(...labels.map(chip));
    form.hidden = !labels.length;
  }

  reply(event) {
    event.preventDefault();
    this.ask("px-say", { content: event.submitter.value });
  }

  // Only the newest answer can be replied to by a quick reply.
  retire() {
    slot(this, "question").hidden = true;
  }

  async copy() {
    const text = slot(this, "text");
    try {
      await navigator.clipboard.writeText([this.action, text.innerText].filter(Boolean).join("\n\n"));
      this.told("Copied.");
    } catch {
      getSelection().selectAllChildren(text);
      this.told("This browser does not let pages copy here. The answer is selected, so you can copy it yourself.");
    }
  }

  async rate(feedback) {
    try {
      await call("POST", `${this.url}feedback/`, { feedback });
      for (const name of ["up", "down"]) this.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", name === feedback);
      this.told("Thank you. This is kept with the answer.");
    } catch (problem) {
      this.told(problem.words ?? "There is no connection. Your rating was not saved.");
    }
  }

  told(words) {
    tell(slot(this, "told"), words);
  }
}

function chip(label) {
  const button = document.createElement("button");
  return Object.assign(button, { className: "chip", name: "content", value: label, textContent: label });
}

customElements.define("px-answer", PxAnswer);
