// Everything that pages do by themselves. They can be read, and every action done, without it.
"use strict";

(() => {
  // ---- change what is shown into what should be shown, touching only what differs, so that the
  // place in the page, the focus and opened parts stay.
  function morph(from, to) {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
      from.replaceWith(document.importNode(to, true));
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.isEqualNode(to)) return;
    morphAttributes(from, to);
    if (from.matches("input, select, textarea")) return;
    morphChildren(from, to);
  }

  function morphAttributes(from, to) {
    if (from.dataset.state !== undefined && from.dataset.state !== to.dataset.state) {
      from.classList.remove("changed");
      requestAnimationFrame(() => from.classList.add("changed"));
    }
    for (const { name, value } of to.attributes) {
      if (name !== "class" || !from.classList.contains("changed")) {
        if (from.getAttribute(name) !== value) from.setAttribute(name, value);
      }
    }
    for (const { name } of [...from.attributes]) {
      const ours = name === "open" || name === "class";
      if (!ours && !to.hasAttribute(name)) from.removeAttribute(name);
    }
  }

  function morphChildren(from, to) {
    const byId = new Map([...from.children].filter((c) => c.id).map((c) => [c.id, c]));
    let place = from.firstChild;
    for (const next of [...to.childNodes]) {
      const sameKind = place && !place.id && !next.id && place.nodeName === next.nodeName;
      const match = next.id ? byId.get(next.id) : sameKind ? place : null;
      if (!match) {
        from.insertBefore(document.importNode(next, true), place);
      } else {
        if (match === place) place = place.nextSibling;
        else from.insertBefore(match, place);
        morph(match, next);
      }
    }
    while (place) {
      const after = place.nextSibling;
      place.remove();
      place = after;
    }
  }

  if (window.htmx) {
    htmx.defineExtension("morph", {
      isInlineSwap: (style) => style === "morph",
      handleSwap(style, target, fragment) {
        if (style !== "morph") return false;
        const fresh = fragment.firstElementChild || fragment;
        morph(target, fresh);
        tellTimes();
        return [target];
      },
    });
  }

  // ---- times grow older while one looks
  function tellTimes() {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[datetime]")) {
      const seconds = Math.round((now - Date.parse(time.dateTime)) / 1000);
      const size = Math.abs(seconds);
      if (size > 2 * 86400) continue;
      let text;
      if (size < 5) text = "just now";
      else if (size < 60) text = `${size} s`;
      else if (size < 3600) text = `${Math.floor(size / 60)} min`;
      else text = `${Math.floor(size / 3600)} h`;
      if (size >= 5) text = seconds < 0 ? `in ${text}` : `${text} ago`;
      if (time.textContent !== text) time.textContent = text;
    }
  }
  setInterval(tellTimes, 5000);

  // ---- news from the server; one connection a visible page, none for a hidden one
  const topic = document.body.dataset.live;
  let source = null;
  let due = null;

  function refresh() {
    due = null;
    const live = document.getElementById("live");
    if (live && window.htmx) htmx.trigger(live, "news");
  }

  function soon() {
    if (due === null) due = setTimeout(refresh, 120);
  }

  function connect() {
    if (!topic || source || document.hidden) return;
    let opened = false;
    source = new EventSource(`/live?topic=${encodeURIComponent(topic)}`);
    source.addEventListener("change", soon);
    source.onopen = () => {
      document.getElementById("lost").classList.remove("shown");
      if (opened) soon();
      opened = true;
    };
    source.onerror = () => {
      const lost = document.getElementById("lost");
      // Closed: it was refused, and the browser does not try again.
      lost.textContent =
        source && source.readyState === EventSource.CLOSED
          ? "This page does not follow the lab any more. Reload it."
          : "Connection lost. Trying again…";
      lost.classList.add("shown");
    };
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      disconnect();
    } else if (topic) {
      connect();
      soon();
    }
  });
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);

  // ---- keys
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById("search")?.focus();
    } else if (event.key === "Escape") {
      document.querySelectorAll("details.confirm[open]").forEach((d) => d.removeAttribute("open"));
      if (event.target.id === "search") event.target.blur();
    }
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.confirm[open]")) {
      if (!open.contains(event.target)) open.removeAttribute("open");
    }
  });

  // ---- one box marks all rows of its table that can be marked
  document.documentElement.classList.add("scripted");
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".marks-all")) return;
    const boxes = event.target.closest("table").querySelectorAll("tbody input[form=marked]");
    for (const box of boxes) box.checked = event.target.checked;
  });

  // ---- a log that still grows is followed until the reader scrolls up
  const log = document.querySelector("pre.log[data-follow]");
  if (log) {
    let offset = Number(log.dataset.offset);
    let follows = true;
    let held = log.textContent.length;
    const HELD_CHARS_MAX = 4 * 1024 * 1024;
    const decoder = new TextDecoder();
    log.scrollTop = log.scrollHeight;
    log.addEventListener("scroll", () => {
      follows = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    });
    const show = (text) => {
      if (text === "") return;
      log.append(text);
      held += text.length;
      if (!follows) return;
      // What came first goes when it is too much, but never while somebody reads it.
      while (held - log.firstChild.data.length > HELD_CHARS_MAX) {
        held -= log.firstChild.data.length;
        log.firstChild.remove();
      }
      log.scrollTop = log.scrollHeight;
    };
    const look = async () => {
      if (document.hidden) return;
      // The last byte is asked for again: a range that begins at the end of the file is an error.
      const first = Math.max(0, offset - 1);
      const headers = { Range: `bytes=${first}-${first + 256 * 1024}` };
      const answer = await fetch(log.dataset.follow, { headers }).catch(() => null);
      if (!answer || !answer.ok) return;
      const bytes = (await answer.arrayBuffer()).slice(answer.status === 206 && offset > 0 ? 1 : 0);
      offset += bytes.byteLength;
      show(decoder.decode(bytes, { stream: true }));
    };
    setInterval(look, 1000);
  }

  connect();
})();
