/* Keeps the page on which permits are checked, with the published keys: the newest where there is a network, the last ones else. */
"use strict";

const KEPT = {{ kept|tojson }};
const CACHE = "schalter-permit-1";
/* Milliseconds to wait for a network that does not answer before what is kept is taken. */
const PATIENCE = 4000;

addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && KEPT.includes(pathname)) event.respondWith(newest(pathname));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
  const old = (await cache.keys()).filter((request) => !KEPT.includes(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function newest(address) {
  const cache = await caches.open(CACHE);
  try {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit", signal });
    if (answer.ok) await cache.put(address, answer.clone());
    if (answer.ok) return answer;
  } catch {
    /* No network: what is kept answers. */
  }
  return (await cache.match(address)) || Response.error();
}
