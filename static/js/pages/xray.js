// Work that is under way (`#making`) is followed as everywhere: steps fill in, then the page is loaded anew.
import "./export.js";
import "../components/px-film.js";
import "../components/px-upload.js";
