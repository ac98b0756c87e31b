/** For each opening parenthesis the place of its closing one, quotes disregarded; 0 for one that stays open. */
export function closingParentheses(text: string): Int32Array {
  const closings = new Int32Array(text.length);
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") open.push(at);
    else if (text[at] === ")") {
      const start = open.pop();
      if (start !== undefined) closings[start] = at;
    }
  }
  return closings;
}
