// Called twice. First ("begin"): notes what Tab must reach and listens; then ("end"): what Tab has reached, and what was wrong on the way.
(step) => {
  const clip = (el) => `<${el.tagName.toLowerCase()}> “${(el.getAttribute("aria-label") || el.textContent || el.name || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const looks = (el) => { const s = getComputedStyle(el); return { ring: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0, all: [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor].join() }; };
  if (step === "begin") {
    const radios = new Map();
    const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter((el) => {
      if (el.tabIndex < 0 || el.disabled || !el.checkVisibility({ visibilityProperty: true })) return false;
      if (el.type !== "radio") return true;
      const group = [...document.getElementsByName(el.name)];
      return el === (group.find((one) => one.checked) || group[0]);
    });
    window.walk = { stops, before: stops.map(looks), places: stops.map((el) => { const b = el.getBoundingClientRect(); return { top: b.top + scrollY, bottom: b.bottom + scrollY, left: b.left, right: b.right }; }), reached: stops.includes(document.activeElement) ? [document.activeElement] : [], unseen: [] };
    document.addEventListener("focusin", ({ target }) => {
      const { stops, before, reached, unseen } = window.walk;
      reached.push(target);
      const now = looks(target);
      if (!now.ring && now.all === before[stops.indexOf(target)]?.all) unseen.push(clip(target));
    });
    return stops.length + 3 * document.querySelectorAll("input[type=date]").length; // day, month, year and calendar are stops inside one
  }
  const { stops, places, reached, unseen } = window.walk;
  const wrong = unseen.map((one) => `the focus is not seen on ${one}`);
  stops.filter((el) => !reached.includes(el)).forEach((el) => wrong.push(`Tab does not reach ${clip(el)}`));
  const first = stops.indexOf(reached[0]); // a page may put the focus where one begins to type; from the last stop Tab comes round to the first
  if (wrong.length === 0 && stops.some((el, n) => stops[(first + n) % stops.length] !== reached[n])) wrong.push(`Tab goes ${reached.map(clip).join(", ")}`);
  // Never back up, unless to the right: into the next column.
  places.forEach((place, n) => {
    const last = places[n - 1];
    if (last && !stops[n - 1].matches(".skip") && place.bottom <= last.top && place.left < last.right) wrong.push(`Tab goes back up from ${clip(stops[n - 1])} to ${clip(stops[n])}`);
  });
  return wrong;
}
