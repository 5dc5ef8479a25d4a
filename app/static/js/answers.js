/** The page of requests was looked at: answers on it are news no more. */
import { request } from "splot/http";

request("/access/requests/seen", { method: "POST" }).then(() => { document.querySelector("[data-bell] b")?.remove(); }).catch(() => {});
