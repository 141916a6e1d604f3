// The one thing that a page cannot do without script: open the print window. Without script the button stays hidden and the browser's own menu prints.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
