// What this tab keeps until it is closed or the person signs out: a draft, a message on its way, an answer that is arriving.
// A browser may refuse storage; then nothing is kept and everything else still works.
export const kept = {
  get(key) {
    try {
      return JSON.parse(sessionStorage.getItem(`praxia:${key}`));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(`praxia:${key}`);
      else sessionStorage.setItem(`praxia:${key}`, JSON.stringify(value));
    } catch {
      /* full or refused */
    }
  },
  clear() {
    try {
      sessionStorage.clear();
    } catch {
      /* refused */
    }
  },
};
