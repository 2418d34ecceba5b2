// Puts a chat on a page: a button, and a frame with the chat. Knows nothing of what is written.
(() => {
  const script = document.currentScript;
  const german = (script.dataset.lang || navigator.language || "en").startsWith("de");
  const source = new URL("page", script.src);
  source.hash = german ? "de" : "en";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = german ? "Chat öffnen" : "Open chat";
  button.setAttribute("aria-expanded", "false");
  button.style.cssText =
    "position:fixed;right:16px;bottom:16px;min-height:44px;padding:0 20px;border:0;" +
    "border-radius:22px;background:#4f52b2;color:#fff;font:600 15px system-ui;cursor:pointer;z-index:9999";
  const frame = document.createElement("iframe");
  frame.title = german ? "Chat mit uns" : "Chat with us";
  frame.style.cssText =
    "position:fixed;right:16px;bottom:72px;width:min(360px,calc(100vw - 32px));" +
    "height:min(520px,calc(100vh - 96px));border:1px solid #c7c7c7;border-radius:8px;" +
    "background:#fff;display:none;z-index:9999";
  button.addEventListener("click", () => {
    const opens = frame.style.display === "none";
    // Nothing is asked of the server before somebody wants to chat.
    if (opens && !frame.src) frame.src = source.href;
    frame.style.display = opens ? "block" : "none";
    button.setAttribute("aria-expanded", String(opens));
    button.textContent = opens
      ? (german ? "Chat verbergen" : "Hide chat")
      : (german ? "Chat öffnen" : "Open chat");
  });
  const mount = () => document.body.append(frame, button);
  // The script may stand in the head.
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount);
})();
