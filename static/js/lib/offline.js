// A calm note on every page while the device itself is offline.
const note = document.getElementById("offline");

function show() {
  note.hidden = navigator.onLine;
}

addEventListener("online", show);
addEventListener("offline", show);
show();
