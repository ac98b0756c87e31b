/** A moment as RFC 3339 with milliseconds. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}
