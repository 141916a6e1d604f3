// When the list is replaced (a preview opens or closes), focus returns to the row that one was at.
(() => {
  "use strict";
  let row = "";
  const document_of = (line) => line?.querySelector("a.doc")?.getAttribute("href") || "";

  document.addEventListener("htmx:beforeSwap", (event) => {
    const list = event.detail.target;
    if (list.id === "mailbox") row = document_of(document.activeElement.closest("tbody tr") || list.querySelector("tr.sel"));
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (row && document.activeElement === document.body) {
      [...document.querySelectorAll("#mailbox a.doc")].find((link) => link.getAttribute("href") === row)?.focus();
    }
    row = "";
  });
})();
