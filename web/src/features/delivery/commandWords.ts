/** What stands between spaces, as a shell would take it: quotes keep words together, a backslash takes the next letter. */
export interface CommandWords {
  words: string[];
  /** A quote that is not closed, or a backslash at the end. */
  problem?: string;
}

export function commandWords(text: string): CommandWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === "\\" && quote !== "'") {
      at += 1;
      if (at === text.length) return { words, problem: "A backslash at the end stands for nothing." };
      word = (word ?? "") + text.charAt(at);
    } else if (quote !== "") {
      if (letter === quote) quote = "";
      else word = (word ?? "") + letter;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      word ??= "";
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + letter;
    }
  }
  if (quote !== "") return { words, problem: `A quote ${quote} is not closed.` };
  if (word !== undefined) words.push(word);
  return { words };
}
