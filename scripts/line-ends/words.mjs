// Where ICU's dictionary (Intl.Segmenter) parts words: a JSON list of texts on standard input, a list of lists of
// offsets, in characters, on standard output.
import { readFileSync } from "node:fs";

const segmenter = new Intl.Segmenter("th", { granularity: "word" });
const boundaries = (text) => {
  let at = 0;
  const found = [];
  for (const { segment } of segmenter.segment(text)) {
    at += [...segment].length;
    found.push(at);
  }
  return found;
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(boundaries)));
