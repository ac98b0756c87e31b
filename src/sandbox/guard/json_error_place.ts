/**
 * Where a text stops being JSON; undefined when it is JSON. V8 tells the place of most errors in its message, and of the others it is found
 * by cutting the text shorter.
 */
export function jsonErrorPlace(text: string): number | undefined {
  const message = failure(text);
  if (message === undefined) return undefined;
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Math.min(text.length, Number(told));
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isBeginning(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a text could go on to become JSON. */
function isBeginning(text: string): boolean {
  const message = failure(text);
  if (message === undefined || /end of JSON|Unterminated/.test(message)) return true;
  const told = /at position (\d+)/.exec(message)?.[1];
  return told !== undefined && Number(told) >= text.length;
}

function failure(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}
