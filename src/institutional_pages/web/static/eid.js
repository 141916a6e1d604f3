// Asks the Web eID extension to let the card sign the question of the page, and sends its answer with the form.
// Speaks the messages of the extension (web-eid:authenticate, -ack, -success, -failure); see docs/decisions/0008.
(() => {
  "use strict";
  const form = document.getElementById("eid");
  if (!form) return;
  const button = form.querySelector("button");
  const status = document.getElementById("eid-says");
  const says = (what) => { status.textContent = form.querySelector(`[data-says=${what}]`).content.textContent; };
  const ACTION = "web-eid:authenticate";
  const HANDSHAKE_MS = 1500;
  let timer = 0;

  const over = (what) => {
    clearTimeout(timer);
    button.disabled = false;
    says(what);
  };

  window.addEventListener("message", (event) => {
    const message = event.data;
    if (event.source !== window || !button.disabled || typeof message?.action !== "string") return;
    if (message.action === `${ACTION}-ack`) clearTimeout(timer);
    if (message.action === `${ACTION}-failure`) over(/CANCEL|TIMEOUT/.test(message.error?.code ?? "") ? "cancelled" : "failed");
    if (message.action === `${ACTION}-success`) {
      const { action, ...token } = message;
      form.elements.token.value = JSON.stringify(token);
      form.submit();
    }
  });

  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    says("waiting");
    timer = setTimeout(() => over("missing"), HANDSHAKE_MS);
    const options = { lang: form.dataset.language };
    window.postMessage({ action: ACTION, libraryVersion: "2.0.0", challengeNonce: form.dataset.nonce, options }, window.location.origin);
  });
})();
