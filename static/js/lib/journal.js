// What the events of one answer add up to. Nothing twice: an event whose id is not above the last one changes nothing.
const LAST = new Set(["end", "error"]);

export class Journal {
  constructor(before = {}) {
    this.last = before.last ?? "0";
    this.text = before.text ?? "";
    this.sources = before.sources ?? [];
    this.steps = before.steps ?? [];
    this.ended = false;
  }

  // True when the event was news. `reset` is always obeyed: the server tells the story anew.
  take(event) {
    if (event.type === "reset") {
      Object.assign(this, { last: event.id ?? "0", text: "", sources: [], steps: [], ended: false });
      return true;
    }
    const passing = event.type === "progress" && event.step === "waiting"; // for this reader alone: it has no id of its own
    if (this.ended || !(passing || isAfter(event.id, this.last))) return false;
    if (!passing) this.last = event.id;
    if (event.type === "delta" && event.part !== "action") this.text += event.text; // the banner says the action already
    if (event.type === "source") this.sources.push(event.source);
    if (event.type === "progress") this.step(event.step, event.words, event.done >= event.of);
    if (event.type === "tool") this.step(event.name, event.summary, event.state !== "start");
    this.ended = LAST.has(event.type);
    return true;
  }

  step(key, words, done) {
    const step = { key, words, done };
    const at = this.steps.findIndex((one) => one.key === key);
    if (at < 0) this.steps.push(step);
    else this.steps[at] = step;
  }

  toJSON() {
    const { last, text, sources, steps } = this;
    return { last, text, sources, steps };
  }
}

// Ids are `milliseconds-sequence`; compared as numbers, because as text "10-2" would come before "9-1".
export function isAfter(one, other) {
  const [ms, seq] = parts(one);
  const [otherMs, otherSeq] = parts(other);
  return ms > otherMs || (ms === otherMs && seq > otherSeq);
}

function parts(id) {
  const [ms, seq] = String(id ?? "0").split("-");
  return [Number(ms) || 0, Number(seq) || 0];
}
