// Scrolling with an answer that grows: only for a reader who is at its end already, and never away from urgent advice. What
// comes all at once is shown from its beginning. What counts is the end of the text; the sources beside it may reach further down.
const GAP_PX = 12;

export class Follower {
  constructor(composer) {
    this.composer = composer;
    this.following = true;
    this.at = scrollY;
    addEventListener("scroll", () => this.scrolled(), { passive: true });
  }

  // A talk opens at what was said last; a reload stays where the reader was.
  open(said) {
    const [entry] = performance.getEntriesByType("navigation");
    if (entry?.type !== "navigate" || location.hash || said.length < 2) return;
    said[said.length - 1].scrollIntoView({ block: "start" });
  }

  begin(answer) {
    if (answer.isUrgent) (answer.previousElementSibling ?? answer).scrollIntoView({ block: "start" });
    else this.grew(answer);
  }

  grew(answer) {
    this.end = answer.querySelector(".text");
    if (this.following && !answer.isUrgent) this.show(this.end, answer.comesAtOnce ? answer.previousElementSibling : null);
  }

  // Bring the end of this element above the composer, but not so far that `first` goes out of sight.
  show(element, first) {
    const room = first ? first.getBoundingClientRect().top - GAP_PX : Infinity;
    const by = Math.min(this.hiddenBy(element), room);
    if (by > 0) scrollBy({ top: by });
  }

  hiddenBy(element) {
    return element.getBoundingClientRect().bottom + GAP_PX - this.composer.getBoundingClientRect().top;
  }

  // Scrolling up is the reader's wish to stay; coming back to the end takes it up again. A page that became shorter also
  // scrolls up, but only as far as its own end.
  scrolled() {
    const atEnd = scrollY >= document.documentElement.scrollHeight - innerHeight - 1;
    if (scrollY < this.at && !atEnd) this.following = false;
    else if (this.end && this.hiddenBy(this.end) <= GAP_PX) this.following = true;
    this.at = scrollY;
  }
}
