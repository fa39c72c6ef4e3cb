// Rename, export and delete the talk that is open.
import { call } from "../lib/api.js";
import { onDo, tell } from "../lib/parts.js";

export class PxTalkTools extends HTMLElement {
  connectedCallback() {
    this.talk = this.closest("px-talk");
    this.dialog = this.querySelector("dialog");
    onDo(this, {
      rename: () => this.rename(),
      delete: () => this.dialog.showModal(),
      keep: () => this.dialog.close(),
      really: () => this.delete(),
    });
    this.talk.addEventListener("px-opened", () => this.opened());
    this.talk.addEventListener("px-changed", () => this.untitled && this.read());
  }

  get heading() {
    return this.talk.querySelector("h1");
  }

  opened() {
    this.hidden = false;
    this.untitled = true;
    for (const link of this.querySelectorAll("[data-format]")) link.href = `${this.talk.url}export?format=${link.dataset.format}`;
  }

  // The server names a new talk by its first message.
  async read() {
    this.untitled = false;
    const talk = await call("GET", this.talk.url).catch(() => null);
    if (talk) this.name(talk.title);
  }

  name(title) {
    this.heading.textContent = title;
    document.title = `${title} · Praxia`;
    this.dispatchEvent(new CustomEvent("px-named", { bubbles: true, detail: { id: this.talk.session, title } }));
  }

  rename() {
    const form = document.createElement("form");
    const field = document.createElement("input");
    const save = document.createElement("button");
    const cancel = document.createElement("button");
    form.className = "title-form";
    Object.assign(field, { className: "line-input", value: this.heading.textContent, maxLength: 200, required: true });
    field.setAttribute("aria-label", "Title of this talk");
    Object.assign(save, { className: "button", textContent: "Save" });
    Object.assign(cancel, { className: "button plain", type: "button", textContent: "Cancel" });
    form.append(field, save, cancel);
    form.addEventListener("submit", (event) => this.save(event, form, field));
    form.addEventListener("keydown", (event) => event.key === "Escape" && this.back(form));
    cancel.addEventListener("click", () => this.back(form));
    this.heading.hidden = this.hidden = true;
    this.before(form);
    field.select();
  }

  async save(event, form, field) {
    event.preventDefault();
    try {
      const talk = await call("PATCH", this.talk.url, { title: field.value.trim() });
      this.name(talk.title);
      this.back(form);
    } catch (problem) {
      field.setCustomValidity(problem.words ?? "There is no connection. The title was not changed.");
      field.reportValidity();
      field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    }
  }

  back(form) {
    form.remove();
    this.heading.hidden = this.hidden = false;
    this.querySelector("[data-do=rename]").focus();
  }

  async delete() {
    try {
      await call("DELETE", this.talk.url);
      location.assign(this.talk.dataset.newUrl);
    } catch (problem) {
      tell(this.dialog.querySelector(".wrong"), problem.words ?? "There is no connection. Nothing was deleted.");
    }
  }
}

customElements.define("px-talk-tools", PxTalkTools);
