// What a form says at once: that a click was heard, and that Caps Lock is on. Every form works without this.
(() => {
  "use strict";
  const WAIT = 10000; // a file to save leaves the page as it is: the button comes back after ten seconds
  const waiting = new Map();

  function prepare(button) {
    if (waiting.has(button)) return;
    waiting.set(button, button.textContent);
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    if (!button.classList.contains("plain")) button.textContent = button.dataset.preparing || document.body.dataset.preparing;
    setTimeout(() => restore(button), WAIT);
  }

  function restore(button) {
    if (!waiting.has(button)) return;
    button.textContent = waiting.get(button);
    button.disabled = false;
    button.removeAttribute("aria-busy");
    waiting.delete(button);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (event.defaultPrevented || !(button instanceof HTMLButtonElement) || form.target) return;
    if (waiting.has(button)) event.preventDefault();
    else setTimeout(() => prepare(button)); // after the browser has read the form: a disabled button sends no value
  });
  window.addEventListener("pageshow", () => [...waiting.keys()].forEach(restore)); // back from the next page

  function tellCaps(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.type !== "password" || !event.getModifierState) return;
    const isOn = event.getModifierState("CapsLock");
    let hint = field.parentElement.querySelector(".caps");
    if (!hint) {
      if (!isOn) return;
      hint = document.createElement("p");
      hint.className = "hint caps";
      hint.setAttribute("role", "status");
      field.after(hint);
    }
    hint.textContent = isOn ? document.body.dataset.caps : "";
  }
  ["keydown", "keyup", "mousedown"].forEach((name) => document.addEventListener(name, tellCaps));
})();
