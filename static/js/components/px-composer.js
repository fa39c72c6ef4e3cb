// Where the person writes. Enter sends, Shift+Enter begins a new line; the draft outlives a reload.
import { kept } from "../lib/kept.js";
import { onDo, slot, tell } from "../lib/parts.js";

const QUIET_MS = 2000;

export class PxComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.querySelector("textarea");
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.typed());
    this.querySelector("[type=file]")?.addEventListener("change", () => this.line(this.film ? `Goes with your message: ${this.film.name}` : ""));
    onDo(this, { stop: () => this.dispatchEvent(new CustomEvent("px-stop", { bubbles: true })) });
  }

  get film() {
    return this.querySelector("[type=file]")?.files[0];
  }

  get draftKey() {
    return `draft:${this.closest("px-talk").dataset.session}`;
  }

  get most() {
    return Number(this.closest("px-talk").dataset.most);
  }

  // The draft of this talk, as it was before a reload.
  begin() {
    this.field.value ||= kept.get(this.draftKey) ?? "";
    this.typed();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  typed() {
    const length = [...this.field.value.trim()].length;
    kept.set(this.draftKey, this.field.value || null);
    this.field.rows = Math.min(this.field.value.split("\n").length, 8);
    const over = length - this.most;
    this.wrong(over > 0 ? `This is ${over} characters longer than the ${this.most} that can be sent. Please shorten it.` : "");
    this.showSend();
  }

  submit(event) {
    if (this.film) return kept.set(this.draftKey, null); // with a film the form is sent as forms are, and the page comes back with both
    event.preventDefault();
    const content = this.field.value.trim();
    if (!content || [...content].length > this.most) return;
    this.empty();
    this.dispatchEvent(new CustomEvent("px-say", { bubbles: true, detail: { content } }));
  }

  empty() {
    this.field.value = "";
    this.typed();
  }

  // A message that was refused comes back; what was typed since stays below it.
  giveBack(content) {
    this.field.value = [content, this.field.value].filter(Boolean).join("\n\n");
    this.typed();
    this.field.focus();
  }

  // A starter is a beginning, not a message: the person goes on in their own words.
  start(words) {
    this.field.value = words;
    this.typed();
    this.field.focus();
  }

  stopping(yes) {
    this.isStopping = yes;
    this.show();
  }

  // Stop takes the place of Send while an answer runs, and goes only when its end has come.
  running(yes) {
    this.isRunning = yes;
    this.isStopping &&= yes;
    this.show();
  }

  show() {
    const stop = this.querySelector("[data-do=stop]");
    if (!this.isRunning && document.activeElement === stop) this.field.focus();
    stop.hidden = !this.isRunning;
    stop.setAttribute("aria-disabled", Boolean(this.isStopping));
    slot(this, "stop").textContent = this.isStopping ? "Stopping" : "Stop";
    this.showSend();
  }

  showSend() {
    this.querySelector("[data-do=send]").hidden = this.isRunning && !this.field.value.trim();
  }

  wrong(words) {
    tell(slot(this, "wrong"), words);
    this.field.toggleAttribute("aria-invalid", Boolean(words));
    if (words) this.field.setAttribute("aria-describedby", "composer-wrong");
    else this.field.removeAttribute("aria-describedby");
  }

  // A short break is nobody's business; only a longer one is told.
  down(words) {
    this.quiet ??= setTimeout(() => this.line(words), QUIET_MS);
  }

  up() {
    clearTimeout(this.quiet);
    this.quiet = undefined;
    this.line("");
  }

  line(words, link) {
    const place = slot(this, "line");
    tell(place, words);
    if (!link) return;
    place.append(words ? " " : "", link);
    place.hidden = false;
  }
}

customElements.define("px-composer", PxComposer);
