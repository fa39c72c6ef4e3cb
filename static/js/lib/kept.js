// What this tab keeps until it is closed or the person signs out: a draft, a message on its way, an answer that is arriving.
// It belongs to one person; whoever signs in after them in the same tab finds nothing of it. A browser may refuse storage;
// then nothing is kept and everything else still works.
const PREFIX = `praxia:${document.querySelector("[data-person]")?.dataset.person ?? ""}:`;

function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

export const kept = {
  get: (key) => quietly(() => JSON.parse(sessionStorage.getItem(PREFIX + key))),
  set: (key, value) =>
    quietly(() => (value === null ? sessionStorage.removeItem(PREFIX + key) : sessionStorage.setItem(PREFIX + key, JSON.stringify(value)))),
  clear: () => quietly(() => sessionStorage.clear()),
  // Forget what somebody else left behind here.
  own: () =>
    quietly(() => Object.keys(sessionStorage).filter((key) => !key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key))),
};
