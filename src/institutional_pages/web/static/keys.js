// Keys (ux.md §3): letters act while the list has focus, S and ? anywhere but in a field. The letter counts, not the place of the key (AZERTY).
// This script is not there for who has switched the keys off in My settings.
(() => {
  "use strict";
  const dialog = document.getElementById("keys");
  const hint = document.getElementById("keys-hint");
  const show = () => dialog.showModal();
  hint.hidden = false;
  hint.querySelector("button").addEventListener("click", show);
  dialog.querySelector("button").addEventListener("click", () => dialog.close());

  const rows = () => [...document.querySelectorAll("#mailbox tbody tr")];
  const enter = (row) => row?.querySelector("a.doc").focus();
  const step = (by) => (row) => enter(rows()[rows().indexOf(row) + by]);
  const inList = {
    j: step(1), arrowdown: step(1), k: step(-1), arrowup: step(-1),
    p: (row) => row.querySelector("a.look")?.click(),
    d: (row) => { const read = row.querySelector("a.read"); if (read) window.location.assign(read.href.replace(/open$/, "download")); },
  };
  const anywhere = {
    s: () => { const box = document.getElementById("q"); if (box) { box.focus(); box.select(); } else document.querySelector("a[data-search]")?.click(); },
    "?": show,
    escape: () => document.querySelector(".pane a[data-close]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || dialog.open) return;
    if (event.shiftKey && key !== "?") return;
    if (event.target.id === "q" && key === "arrowdown" && rows().length) {
      event.preventDefault();
      enter(rows()[0]);
    }
    if (event.target.matches("input, select, textarea, [contenteditable]")) return;
    const row = event.target.closest("#mailbox tbody tr");
    const act = (row && inList[key]) || anywhere[key];
    if (!act) return;
    if (event.repeat && ["p", "d"].includes(key)) return; // a key that is held down is one preview or download
    event.preventDefault();
    act(row);
  });
})();
