"use strict";
(function () {
  var state = document.getElementById("state");
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-block]"));

  function told(button, name) {
    state.textContent = "";
    window.setTimeout(function () { state.textContent = state.dataset[name]; }, 50); // said again, also where it is the same
    if (name === "copied") { button.classList.add("done"); }
  }
  function select(block) {
    var range = document.createRange(), selection = window.getSelection();
    range.selectNodeContents(block);
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // The older way: the page's own words go along with what the browser copies.
  function byCommand(html, text) {
    var done = false;
    function put(event) {
      if (html) { event.clipboardData.setData("text/html", html); }
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      done = true;
    }
    document.addEventListener("copy", put);
    try { document.execCommand("copy"); } catch (error) { done = false; }
    document.removeEventListener("copy", put);
    return done;
  }
  function copy(event) {
    var button = event.currentTarget, block = document.getElementById(button.dataset.block);
    var html = button.dataset.kind === "html" ? block.innerHTML.trim() : "", text = block.innerText.trim();
    function older() {
      select(block); // without a selection, there is nothing to copy for the browser
      if (!byCommand(html, text)) { told(button, "select"); return; }
      window.getSelection().removeAllRanges();
      told(button, "copied");
    }
    if (!navigator.clipboard || !navigator.clipboard.write || !window.ClipboardItem) { older(); return; }
    var kinds = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (html) { kinds["text/html"] = new Blob([html], { type: "text/html" }); }
    navigator.clipboard.write([new ClipboardItem(kinds)]).then(function () { told(button, "copied"); }, older);
  }
  buttons.forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", copy);
  });
})();
