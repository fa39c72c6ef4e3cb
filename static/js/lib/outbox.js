// A message on its way. It is kept until the server has answered, also over a reload, and sent again with the same
// client_message_id: however often that happens, it is one message.
import { Offline } from "./api.js";
import { kept } from "./kept.js";

const LONGEST_S = 15;

export class Outbox {
  // `post(message)` sends it once.
  constructor(post) {
    this.post = post;
  }

  waiting(session) {
    return kept.get(`outbox:${session}`);
  }

  // A new talk has got its id: what waited for it moves along.
  move(from, to) {
    kept.set(`outbox:${to}`, kept.get(`outbox:${from}`));
    kept.set(`outbox:${from}`, null);
  }

  // Resolves with the server's reply; rejects with a Refusal that no repeat can heal. `late` is told why it waits.
  async deliver(session, message, late) {
    kept.set(`outbox:${session()}`, message);
    for (let tries = 0; ; tries++) {
      try {
        const reply = await this.post(message);
        kept.set(`outbox:${session()}`, null);
        return reply;
      } catch (problem) {
        if (!(problem instanceof Offline || problem.passing)) {
          kept.set(`outbox:${session()}`, null);
          throw problem;
        }
        late(problem);
        await pause(problem.retryAfter ?? Math.min(2 ** tries, LONGEST_S));
      }
    }
  }
}

function pause(seconds) {
  return new Promise((resolve) => {
    addEventListener("online", resolve, { once: true });
    setTimeout(resolve, seconds * 1000);
  });
}
