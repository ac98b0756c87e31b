import assert from "node:assert/strict";
import { CronTimes } from "./cron_times.ts";

const iso = (ms: number | undefined) => ms === undefined ? undefined : new Date(ms).toISOString().replace(":00.000Z", "Z");

async function timesOf(cron: string, zone: string, from: string, count: number): Promise<(string | undefined)[]> {
  const times = await CronTimes.load(cron, zone);
  const found: (string | undefined)[] = [];
  for (let at: number | undefined = Date.parse(from); at !== undefined && found.length < count; found.push(iso(at))) at = times.next(at);
  return found;
}

Deno.test("CronTimes.next() tells what clocks show when they are put forward or back", async (t) => {
  const rows: readonly (readonly [cron: string, zone: string, from: string, times: string])[] = [
    // Berlin goes forward at 01:00Z on 29 March 2026, back at 01:00Z on 25 October.
    ["30 2 * * *", "Europe/Berlin", "2026-03-27T12:00Z", "2026-03-28T01:30Z 2026-03-29T01:00Z 2026-03-30T00:30Z"],
    ["0,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T00:00Z 2026-03-30T00:30Z"],
    ["0 3 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T01:00Z"],
    ["30 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-29T01:30Z 2026-03-30T00:30Z"],
    ["*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T00:30Z 2026-03-29T01:00Z 2026-03-29T01:30Z 2026-03-29T02:00Z"],
    ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z 2026-10-26T01:30Z"],
    ["0 3 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T02:00Z 2026-10-26T02:00Z"],
    ["*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T00:30Z 2026-10-25T01:00Z 2026-10-25T01:30Z 2026-10-25T02:00Z"],
    ["0 * * * *", "Europe/Berlin", "2026-10-24T23:00Z", "2026-10-25T00:00Z 2026-10-25T01:00Z 2026-10-25T02:00Z"],
    // In the second of the two hours what is fixed has been before.
    ["30 2 * * *", "Europe/Berlin", "2026-10-25T01:10Z", "2026-10-26T01:30Z"],
    ["*/10 2 * * *", "Europe/Berlin", "2026-10-25T00:40Z", "2026-10-25T00:50Z 2026-10-26T01:00Z"],
    // New York goes forward at 07:00Z on 8 March 2026, back at 06:00Z on 1 November.
    ["30 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T07:00Z 2026-03-09T06:30Z"],
    ["30 1 * * *", "America/New_York", "2026-10-31T12:00Z", "2026-11-01T05:30Z 2026-11-02T06:30Z"],
    ["0 * * * *", "America/New_York", "2026-11-01T04:00Z", "2026-11-01T05:00Z 2026-11-01T06:00Z 2026-11-01T07:00Z"],
    // Half an hour, and a whole day that Samoa left out.
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00Z", "2026-10-03T15:30Z 2026-10-04T15:15Z"],
    ["0 12 * * *", "Pacific/Apia", "2011-12-29T00:00Z", "2011-12-29T22:00Z 2011-12-30T10:00Z 2011-12-30T22:00Z"],
    ["0 0 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T00:00Z 2032-02-29T00:00Z"],
    ["0 12 L * *", "Europe/Berlin", "2026-02-01T00:00Z", "2026-02-28T11:00Z 2026-03-31T10:00Z"],
    ["@daily", "Europe/Berlin", "2026-07-01T00:00Z", "2026-07-01T22:00Z 2026-07-02T22:00Z"],
  ];
  for (const [cron, zone, from, times] of rows) {
    await t.step(`${cron} in ${zone} after ${from}`, async () => {
      const expected = times.split(" ");
      assert.deepEqual(await timesOf(cron, zone, from, expected.length), expected);
    });
  }
});

Deno.test("CronTimes.next() never goes back, never stands still and leaves out no hour when a year passes", async (t) => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]) {
    await t.step(zone, async () => {
      const [hourly, daily] = [await CronTimes.load("0 * * * *", zone), await CronTimes.load("30 2 * * *", zone)];
      const end = Date.UTC(2027, 0, 10);
      let [hours, days] = [0, 0];
      for (let at: number | undefined = Date.UTC(2026, 0, 10); at !== undefined && at < end;) {
        const next = hourly.next(at);
        assert.ok(next !== undefined && next > at && next - at <= 5_400_000, `${iso(at)} → ${iso(next)}`);
        at = next;
        hours++;
      }
      for (let at: number | undefined = Date.UTC(2026, 0, 10); at !== undefined && at < end;) {
        const next = daily.next(at);
        assert.ok(next !== undefined && next > at && next - at <= 26 * 3_600_000, `${iso(at)} → ${iso(next)}`);
        at = next;
        days++;
      }
      assert.ok(Math.abs(hours - 365 * 24) <= 1, `${hours} hours`);
      assert.ok(Math.abs(days - 365) <= 1, `${days} days`);
    });
  }
});

Deno.test("CronTimes.latest() gives the last times and says whether there are more", async () => {
  const times = await CronTimes.load("*/5 * * * *", "UTC");
  const from = Date.UTC(2026, 0, 1);
  const { times: three, isCut } = times.latest(from, from + 3_600_000, 3);
  assert.deepEqual(three.map(iso), ["2026-01-01T00:50Z", "2026-01-01T00:55Z", "2026-01-01T01:00Z"]);
  assert.ok(isCut);
  assert.deepEqual(times.latest(from, from + 600_000, 3), { times: [from + 300_000, from + 600_000], isCut: false });
  assert.deepEqual(times.latest(from, from, 3), { times: [], isCut: false });
});

Deno.test("CronTimes.latest() takes no longer for a year than for a day", async () => {
  const times = await CronTimes.load("* * * * * *", "Europe/Berlin");
  const to = Date.UTC(2026, 9, 25, 1);
  const { times: found } = times.latest(to - 365 * 86_400_000, to, 1000);
  assert.deepEqual([found.length, found.at(-1), found[0]], [1000, to, to - 999_000]);
});
