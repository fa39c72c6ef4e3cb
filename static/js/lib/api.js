// REST with the session cookie. Three outcomes: the answer, a Refusal with words for a person, or Offline.
import { csrf } from "./csrf.js";

export class Offline extends Error {}

export class Refusal extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.code ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? "";
    this.words = problem.detail ?? "The server did not answer as expected. Please try again.";
    this.triage = problem.triage;
    this.retryAfter = Number(retryAfter) || null;
  }
  // 5xx and a broken answer may heal by themselves; a repeat with the same client_message_id has one effect.
  get passing() {
    return this.status >= 500;
  }
}

export async function call(method, url, body, headers = {}) {
  const json = body == null ? {} : { "Content-Type": "application/json" };
  let response, found;
  try {
    response = await fetch(url, {
      method,
      headers: { Accept: "application/json", "X-CSRFToken": csrf(), ...json, ...headers },
      body: body == null ? undefined : JSON.stringify(body),
    });
    found = response.status === 204 ? null : await response.json().catch(() => ({}));
  } catch {
    throw new Offline();
  }
  if (!response.ok) throw new Refusal(response.status, found, response.headers.get("Retry-After"));
  return found;
}
