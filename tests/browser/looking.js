// What is wrong with how a page is laid out, in words; nothing when all is well. Geometry only: colours and names are axe's.
() => {
  const wrong = new Set();
  const clip = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const name = (el) => `<${el.tagName.toLowerCase()}${el.id ? "#" + el.id : ""}${el.className && el.className.baseVal === undefined ? "." + el.className.trim().replace(/\s+/g, ".") : ""}> “${clip(el.textContent || el.value || "")}”`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wrong.add(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);

  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const hidden = (el) => Boolean(el.closest(".vh, .skip, [hidden]")) || getComputedStyle(el).clipPath !== "none" || Boolean(el.closest("thead") && getComputedStyle(el.closest("thead")).clipPath !== "none");
  const scroller = (el) => {
    for (let up = el; up && up !== root; up = up.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return up;
    }
    return null;
  };

  // Every line of text, with its box on screen.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "OPTION", "OPTGROUP"].includes(el.tagName) || !seen(el) || hidden(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push({ el, box, text: node.data });
  }

  // 1. Cut: hidden by overflow, beyond the window, or sticking out of the box in which it stands.
  const BOXES = "button, .btn, .tag, .badge, .note, .card, .square, label, td, th, li, dd, dt, caption, legend, p, h1, h2, h3, summary, .tiles a, .tiles div";
  for (const { el, box, text } of lines) {
    const rolled = scroller(el);
    if (!rolled && (box.right > root.clientWidth + 1 || box.left < -1)) wrong.add(`text leaves the window: ${name(el)}`);
    const holder = el.closest(BOXES);
    if (holder && getComputedStyle(holder).display !== "inline" && !rolled) {
      const around = holder.getBoundingClientRect();
      if (box.right > around.right + 1.5 || box.left < around.left - 1.5) wrong.add(`text sticks out of ${name(holder)}: “${clip(text)}”`);
    }
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.display === "inline") continue;
      const isClipped = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
      if (!isClipped) continue;
      const around = up.getBoundingClientRect();
      if (box.right > around.right + 1.5 || box.bottom > around.bottom + box.height * 0.3) wrong.add(`text is cut by ${name(up)}: “${clip(text)}”`);
    }
  }
  for (const control of document.querySelectorAll("button, .btn, select, input:not([type=hidden])")) {
    if (!seen(control) || hidden(control)) continue;
    if (control.matches("button, .btn") && (control.scrollWidth > control.clientWidth + 2 || control.scrollHeight > control.clientHeight + 2)) wrong.add(`a button is too small for its words: ${name(control)}`);
    const box = control.getBoundingClientRect();
    if (!scroller(control) && box.right > root.clientWidth + 1) wrong.add(`a control leaves the window: ${name(control)}`);
  }

  // 2. Overlapping: two lines of text of different elements on the same spot. The middle half of each line, since line boxes may touch.
  const bands = lines.map(({ el, box }) => ({ el, left: box.left + 1, right: box.right - 1, top: box.top + box.height / 4, bottom: box.bottom - box.height / 4 }));
  bands.sort((a, b) => a.top - b.top);
  for (let i = 0; i < bands.length; i++) {
    for (let j = i + 1; j < bands.length && bands[j].top < bands[i].bottom; j++) {
      const [a, b] = [bands[i], bands[j]];
      if (a.el === b.el || a.left >= b.right || b.left >= a.right) continue;
      if (getComputedStyle(a.el.closest(".pane, dialog") || a.el).position !== getComputedStyle(b.el.closest(".pane, dialog") || b.el).position) continue;
      wrong.add(`text stands on text: ${name(a.el)} and ${name(b.el)}`);
    }
  }

  // 3. Targets: 24 × 24 px, but for a link in a sentence (WCAG 2.5.8).
  for (const target of document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden])")) {
    if (!seen(target) || hidden(target)) continue;
    const box = target.matches("[type=checkbox], [type=radio]") && target.closest("label") ? target.closest("label").getBoundingClientRect() : target.getBoundingClientRect();
    if (box.width >= 23.5 && box.height >= 23.5) continue;
    const isInSentence = getComputedStyle(target).display === "inline" && clip(target.parentElement.textContent) !== clip(target.textContent);
    if (!isInSentence) wrong.add(`a target of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(target)}`);
  }
  return [...wrong].slice(0, 12);
}
