/** Requests of scripts carry the page's token against forgery. */
export const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** fetch() with the token; `data` (an object or FormData) is sent as a form. Throws an Error with the server's sentence. */
export async function request(url, { method = "GET", data = null } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(url, { method, headers, body: data && asForm(data), credentials: "same-origin" });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.message ?? answer.statusText), { status: answer.status, body });
  return body;
}

const asForm = (data) => (data instanceof FormData ? data : new URLSearchParams(data));
