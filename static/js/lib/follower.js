// Scrolling with an answer that grows: only for a reader who is at the bottom already, and never away from urgent advice.
const NEAR_PX = 96;

export class Follower {
  constructor() {
    this.following = isAtBottom();
    addEventListener("scroll", () => (this.following = isAtBottom()), { passive: true });
  }

  // A talk opens at what was said last; a reload stays where the reader was.
  open(said) {
    const [entry] = performance.getEntriesByType("navigation");
    if (entry?.type !== "navigate" || location.hash || said.length < 2) return;
    said[said.length - 1].scrollIntoView({ block: "start" });
  }

  toEnd() {
    this.following = true;
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  begin(answer) {
    if (answer.isUrgent) (answer.previousElementSibling ?? answer).scrollIntoView({ block: "start" });
    else this.grew(answer);
  }

  grew(answer) {
    if (this.following && !answer.isUrgent) this.toEnd();
  }
}

function isAtBottom() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_PX;
}
