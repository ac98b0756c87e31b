import assert from "node:assert/strict";
import { isSecretName, maskCommand, secretValues } from "./mask_command.ts";

Deno.test("maskCommand() shows no secret that names and forms tell", async (t) => {
  const rows: readonly (readonly [argv: readonly string[], masked: readonly string[]])[] = [
    [["app", "--password=hunter2", "--port=80"], ["app", "--password=***", "--port=80"]],
    [["app", "--api-key", "abc", "run"], ["app", "--api-key", "***", "run"]],
    [["app", "--token", "--verbose"], ["app", "--token", "--verbose"]],
    [["app", "--password-file", "/run/p", "--token-path=/x"], ["app", "--password-file", "/run/p", "--token-path=/x"]],
    [["env", "PGPASSWORD=a b c", "HOME=/root", "psql"], ["env", "PGPASSWORD=***", "HOME=/root", "psql"]],
    [["psql", "postgres://me:s3cret@db/x?sslmode=off"], ["psql", "postgres://me:***@db/x?sslmode=off"]],
    [["wget", "https://h/a?id=1&access_token=xyz#top"], ["wget", "https://h/a?id=1&access_token=***#top"]],
    [["curl", "-u", "me:pw", "-H", "Authorization: Bearer abc.def"], ["curl", "-u", "***", "-H", "Authorization: ***"]],
    [["sh", "-c", "curl -H 'X-Api-Key: abc' http://h"], ["sh", "-c", "curl -H 'X-Api-Key: ***' http://h"]],
    [["sh", "-c", "cd /x; DB_PASSWORD='a b' app --key-secret=q"], ["sh", "-c", "cd /x; DB_PASSWORD=*** app --key-secret=***"]],
    [["/usr/bin/mysql", "-uroot", "-phunter2"], ["/usr/bin/mysql", "-uroot", "-p***"]],
    [["ls", "-phidden"], ["ls", "-phidden"]],
    [["app", "sk_live_1234"], ["app", "***"]],
    [["app", "x-sk_live_1234-y"], ["app", "x-***-y"]],
  ];
  const values = secretValues("HOME=/root\0STRIPE_SECRET=sk_live_1234\0A_TOKEN=ab\0");
  for (const [argv, masked] of rows) await t.step(argv.join(" "), () => assert.deepEqual(maskCommand(argv, values), masked));
});

Deno.test("isSecretName() knows secrets from what only sounds like one", () => {
  for (const name of ["TOKEN", "GITHUB_TOKEN", "db.password", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "api-key", "auth"]) {
    assert.ok(isSecretName(name), name);
  }
  for (const name of ["PWD", "AUTHOR", "KEY_ID", "PASSWORD_FILE", "tokenizer", "keyboard", "path"]) assert.ok(!isSecretName(name), name);
});
