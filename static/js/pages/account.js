import "../lib/offline.js";
import { kept } from "../lib/kept.js";

// Signing out forgets what this tab kept; the next person at this device finds no draft.
document.getElementById("sign-out")?.addEventListener("submit", () => kept.clear());

// After sign-up the address is filled in already.
const address = document.querySelector("[name=login]");
if (address?.value && !document.getElementById("summary")) document.querySelector("[name=password]").focus();

// A passkey is made or used by the browser itself; what it answers goes into the form.
const form = document.querySelector("[data-passkey]");
if (form && window.PublicKeyCredential?.parseCreationOptionsFromJSON) usePasskeys(form);
else if (form) explain(form, "This browser does not know passkeys. Codes from your app work here.");

function usePasskeys(form) {
  form.hidden = false;
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.requestSubmit();
    } catch {
      explain(form, "That did not work, or it was cancelled. Nothing was changed; you can try again.");
    }
  });
}

async function answer(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "create") {
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
    return (await navigator.credentials.create({ publicKey: options })).toJSON();
  }
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  return (await navigator.credentials.get({ publicKey: options })).toJSON();
}

function explain(form, words) {
  const place = form.querySelector(".wrong[role=alert]");
  place.textContent = words;
  place.hidden = form.hidden = false;
}
