// What the person wrote: on its way, saved, or being changed. A changed message is a sibling; the first version is kept.
import { drawLevel } from "../lib/level.js";
import { onDo, slot, tell } from "../lib/parts.js";
import { drawWalk } from "../lib/walk.js";

export class PxSaid extends HTMLElement {
  connectedCallback() {
    if (this.wired) return;
    this.wired = true;
    onDo(this, { edit: () => this.edit(), cancel: () => this.cancel(), resend: () => this.resend() });
    slot(this, "edit").addEventListener("keydown", (event) => event.key === "Escape" && this.cancel());
  }

  draw(message) {
    this.triage = message.triage;
    this.id = `m-${message.id ?? ""}`;
    this.dataset.id = message.id ?? "";
    this.dataset.parent = message.parent_id ?? "";
    this.dataset.clientId = message.client_message_id ?? "";
    slot(this, "content").textContent = message.content;
    slot(this, "attached").hidden = !message.xray_analysis_id;
    slot(this, "attached").querySelector("a").href = `/xray/${message.xray_analysis_id}/`;
    slot(this, "tools").hidden = !message.id;
    if (message.siblings) drawWalk(slot(this, "walk"), message.siblings);
    this.unsent("");
  }

  unsent(words) {
    tell(slot(this, "unsent"), words);
  }

  // A refused message can still be an emergency: what to do is shown all the same.
  warn(triage) {
    drawLevel(slot(this, "level"), triage);
  }

  edit() {
    const field = slot(this, "edit").querySelector("textarea");
    field.value = slot(this, "content").textContent;
    this.editing(true);
    field.focus();
  }

  cancel() {
    this.editing(false);
    this.querySelector("[data-do=edit]").focus();
  }

  resend() {
    const content = slot(this, "edit").querySelector("textarea").value.trim();
    if (!content) return;
    this.editing(false);
    const detail = { content, from: this, parent_id: this.dataset.parent || null };
    this.dispatchEvent(new CustomEvent("px-say", { bubbles: true, detail }));
  }

  editing(yes) {
    this.classList.toggle("editing", yes);
    slot(this, "edit").hidden = !yes;
    slot(this, "content").hidden = slot(this, "tools").hidden = yes;
  }
}

customElements.define("px-said", PxSaid);
