// The official OpenAI SDK for Node against a running Outrider: OUTRIDER_URL=http://host:port.
import OpenAI from "openai";
import assert from "node:assert";

const client = new OpenAI({
  baseURL: process.env.OUTRIDER_URL + "/v1", apiKey: "unused", maxRetries: 0, timeout: 120_000,
});
let passed = 0;
const ok = (name, holds) => {
  assert.ok(holds, name);
  passed += 1;
  console.log("ok", name);
};

const models = await client.models.list();
const model = models.data[0].id;
ok("models.list", models.data.length >= 1);

const messages = [{ role: "user", content: "Write a Python function that adds two numbers." }];
const answer = await client.chat.completions.create({
  model, messages, max_tokens: 48, temperature: 0, cache_prompt: false, speculative: { method: "none" },
});
ok("chat", answer.choices[0].message.content.includes("def"));
ok("usage", answer.usage.total_tokens === answer.usage.prompt_tokens + answer.usage.completion_tokens);

let streamed = "";
let usage;
const stream = await client.chat.completions.create({
  model, messages, max_tokens: 48, temperature: 0, stream: true,
  stream_options: { include_usage: true }, speculative: { method: "none" }, cache_prompt: false,
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
ok("stream", streamed.includes("def"));
ok("stream usage", usage.completion_tokens > 0);

const helper = client.chat.completions.stream({ model, messages, max_tokens: 24, temperature: 0 });
ok("stream helper", (await helper.finalContent()).length > 0);

const completion = await client.completions.create({ model, prompt: "1, 2, 3, 4,", max_tokens: 12, temperature: 0 });
ok("completion", completion.choices[0].text.includes("5"));

await assert.rejects(
  client.chat.completions.create({ model: "nobody", messages }), OpenAI.NotFoundError);
ok("unknown model", true);

const abort = new AbortController();
const long = await client.chat.completions.create(
  { model, messages, max_tokens: 400, stream: true }, { signal: abort.signal });
let seen = 0;
try {
  for await (const chunk of long) if (++seen === 5) abort.abort();
} catch (error) {
  assert.ok(error instanceof OpenAI.APIUserAbortError || error.name === "AbortError", String(error));
}
ok("abort", seen >= 5 && seen < 400);

console.log("node:", passed, "passed");
