// The year view is one Tab stop; arrow keys, Home and End move inside (Ctrl: to the very first and last). Without script every square is a plain link.
(() => {
  "use strict";
  const year = document.getElementById("year");
  const lines = year ? [...year.querySelectorAll("tbody tr")].map((line) => [...line.querySelectorAll("a.square")]).filter((line) => line.length) : [];
  if (!lines.length) return;
  const last = (list) => list[list.length - 1];
  const column = (link) => link.parentElement.cellIndex;
  let current = year.querySelector("a.square.new") || lines[0][0];
  let wanted = column(current); // where Up and Down aim, also after a line with a single wide square

  lines.flat().forEach((link) => { link.tabIndex = link === current ? 0 : -1; });
  document.getElementById("year-keys").hidden = false;

  function become(link) {
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  }

  function nearest(line) {
    return line.reduce((best, link) => (Math.abs(column(link) - wanted) < Math.abs(column(best) - wanted) ? link : best));
  }

  function target(event) {
    const at = lines.findIndex((line) => line.includes(current));
    const line = lines[at];
    const place = line.indexOf(current);
    if (event.key === "ArrowRight") return line[place + 1];
    if (event.key === "ArrowLeft") return line[place - 1];
    if (event.key === "ArrowDown") return lines[at + 1] && nearest(lines[at + 1]);
    if (event.key === "ArrowUp") return lines[at - 1] && nearest(lines[at - 1]);
    if (event.key === "Home") return event.ctrlKey ? lines[0][0] : line[0];
    return event.ctrlKey ? last(last(lines)) : last(line);
  }

  year.addEventListener("keydown", (event) => {
    const moves = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"].includes(event.key);
    if (!moves || event.altKey || event.metaKey || event.shiftKey || !event.target.matches("a.square")) return;
    if (event.ctrlKey && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const link = target(event);
    if (!link) return;
    become(link);
    link.focus();
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) wanted = column(link);
  });
  year.addEventListener("focusin", (event) => {
    if (!event.target.matches("a.square") || event.target === current) return;
    become(event.target);
    wanted = column(current);
  });

  // What must be scrolled sideways can be reached by Tab, and only then.
  function reach() {
    for (const box of year.querySelectorAll(".tw")) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", box.querySelector("caption").textContent);
      } else {
        ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
      }
    }
  }
  reach();
  window.addEventListener("resize", reach);
})();
