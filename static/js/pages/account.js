import "../lib/offline.js";
import { kept } from "../lib/kept.js";

// Signing out forgets what this tab kept; the next person at this device finds no draft.
document.getElementById("sign-out")?.addEventListener("submit", () => kept.clear());

// After sign-up the address is filled in already.
const address = document.querySelector("[name=login]");
if (address?.value && !document.getElementById("summary")) document.querySelector("[name=password]").focus();
