// Keeps the page live: an event tells that something changed, the page is fetched again and its content put in place.
const live = document.getElementById("live");
const clock = document.getElementById("clock");
let pending = 0;
let lastSeen = Date.now();

function lasting(ms) {
  const s = Math.max(0, ms / 1000);
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s / 3600) % 24} h`;
}

function tick() {
  const now = Date.now();
  clock.textContent = new Date(now).toISOString().slice(11, 19);
  for (const time of document.querySelectorAll("time.since")) time.textContent = lasting(now - Date.parse(time.dateTime));
  if (live.className === "off") live.textContent = `not live: this is ${lasting(now - lastSeen)} old`;
}

// what somebody is writing must not vanish under his hands
const busy = () => [...document.querySelectorAll("main input:not([type=hidden]), main textarea")].some((field) => field.value !== field.defaultValue)
  || document.activeElement?.matches("main input, main textarea, main summary");

async function refresh() {
  pending = 0;
  if (busy()) return schedule(3000);
  try {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = document.getElementById("content");
    const next = fresh.getElementById("content");
    if (busy() || main.innerHTML === next.innerHTML) return;
    // the focus stays where it was: on the same link, button or field of the same form
    const focused = document.activeElement;
    const path = main.contains(focused) ? focused.closest("form")?.getAttribute("action") ?? focused.getAttribute("href") : null;
    main.replaceChildren(...next.childNodes);
    main.querySelector("article, .run")?.classList.add("fresh");
    document.title = fresh.title;
    if (path) {
      for (const one of main.querySelectorAll("a[href], form[action]")) {
        if ((one.getAttribute("href") ?? one.getAttribute("action")) === path) {
          (one.matches("form") ? one.querySelector("button") : one)?.focus();
          break;
        }
      }
    }
  } catch {
    schedule(5000);
  }
}

function schedule(ms) {
  if (!pending) pending = setTimeout(refresh, ms);
}

function show(on) {
  live.className = on ? "on" : "off";
  if (on) {
    live.textContent = "live";
    lastSeen = Date.now();
  }
}

if (!location.pathname.startsWith("/login")) {
  const stream = new EventSource("/api/v1/stream?topics=incident,run");
  let first = true;
  stream.onopen = () => {
    show(true);
    if (!first) schedule(0);
    first = false;
  };
  stream.onerror = () => show(false);
  for (const topic of ["incident", "run", "reset"]) {
    stream.addEventListener(topic, () => {
      lastSeen = Date.now();
      schedule(300);
    });
  }
  // times and probes move even when no event comes
  setInterval(() => schedule(0), 30000);
} else {
  live.textContent = "";
}
setInterval(tick, 1000);
tick();
