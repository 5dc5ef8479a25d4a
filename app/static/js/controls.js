/** What the controls of a record's fields do beyond plain ones, wherever they stand: in a form, in a cell, among facts. */
import { enhance as enhanceRows } from "splot/channels";
import { enhance as enhanceLinks } from "splot/links";
import { enhance as enhanceTokens } from "splot/picker";

export function enhance(root) {
  [enhanceLinks, enhanceTokens, enhanceRows].forEach((one) => one(root));
}
