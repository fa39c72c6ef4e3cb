import "../lib/offline.js";
