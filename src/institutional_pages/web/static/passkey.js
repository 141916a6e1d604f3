// Lets the browser ask a device: make a passkey, or sign the question of the page (WebAuthn Level 3). The answer goes with the form.
(() => {
  "use strict";
  const form = document.getElementById("passkey");
  if (!form) return;
  const button = form.querySelector("button");
  const status = document.getElementById("passkey-says");
  const says = (what) => { status.textContent = form.querySelector(`[data-says=${what}]`).content.textContent; };
  const making = form.dataset.does === "make";

  const asked = async () => {
    const options = JSON.parse(form.dataset.options);
    const made = making
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    return JSON.stringify(made.toJSON());
  };

  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return says("missing");
    button.disabled = true;
    says("waiting");
    try {
      form.elements.answer.value = await asked();
      form.submit();
    } catch (problem) {
      button.disabled = false;
      says({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[problem.name] ?? "failed");
    }
  });
})();
